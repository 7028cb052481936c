{
 "patcher": {
  "fileversion": 1,
  "appversion": {
   "major": 8,
   "minor": 6,
   "revision": 5,
   "architecture": "x64",
   "modernui": 1
  },
  "classnamespace": "box",
  "rect": [
   60.0,
   90.0,
   640.0,
   480.0
  ],
  "openinpresentation": 0,
  "default_fontsize": 12.0,
  "default_fontname": "Arial",
  "gridsize": [
   8.0,
   8.0
  ],
  "boxes": [
   {
    "box": {
     "id": "obj-1",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      40.0,
      20.0,
      42.0,
      22.0
     ],
     "text": "in 1"
    }
   },
   {
    "box": {
     "id": "obj-2",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      90.0,
      20.0,
      203.0,
      22.0
     ],
     "text": "pitch, velocity, from poly~"
    }
   },
   {
    "box": {
     "id": "obj-3",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      40.0,
      60.0,
      49.0,
      22.0
     ],
     "text": "t l l"
    }
   },
   {
    "box": {
     "id": "obj-4",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "int",
      "int"
     ],
     "patching_rect": [
      300.0,
      100.0,
      84.0,
      22.0
     ],
     "text": "unpack 0 0"
    }
   },
   {
    "box": {
     "id": "obj-5",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "int",
      "int"
     ],
     "patching_rect": [
      40.0,
      100.0,
      84.0,
      22.0
     ],
     "text": "unpack 0 0"
    }
   },
   {
    "box": {
     "id": "obj-6",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      "float"
     ],
     "patching_rect": [
      360.0,
      140.0,
      56.0,
      22.0
     ],
     "text": "/ 127."
    }
   },
   {
    "box": {
     "id": "obj-7",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      "signal"
     ],
     "patching_rect": [
      360.0,
      180.0,
      42.0,
      22.0
     ],
     "text": "sig~"
    }
   },
   {
    "box": {
     "id": "obj-8",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      "int"
     ],
     "patching_rect": [
      100.0,
      140.0,
      35.0,
      22.0
     ],
     "text": "> 0"
    }
   },
   {
    "box": {
     "id": "obj-9",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      40.0,
      180.0,
      56.0,
      22.0
     ],
     "text": "gate 1"
    }
   },
   {
    "box": {
     "id": "obj-10",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 3,
     "outlettype": [
      "bang",
      "bang",
      "int"
     ],
     "patching_rect": [
      40.0,
      220.0,
      63.0,
      22.0
     ],
     "text": "t b b i"
    }
   },
   {
    "box": {
     "id": "obj-11",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      "signal"
     ],
     "patching_rect": [
      200.0,
      260.0,
      42.0,
      22.0
     ],
     "text": "sig~"
    }
   },
   {
    "box": {
     "id": "obj-12",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      110.0,
      260.0,
      77.0,
      22.0
     ],
     "text": "mute 0, 1"
    }
   },
   {
    "box": {
     "id": "obj-13",
     "maxclass": "newobj",
     "numinlets": 5,
     "numoutlets": 4,
     "outlettype": [
      "int",
      "",
      "",
      "int"
     ],
     "patching_rect": [
      40.0,
      300.0,
      133.0,
      22.0
     ],
     "text": "counter 1 1000000"
    }
   },
   {
    "box": {
     "id": "obj-14",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      "signal"
     ],
     "patching_rect": [
      40.0,
      340.0,
      42.0,
      22.0
     ],
     "text": "sig~"
    }
   },
   {
    "box": {
     "id": "obj-15",
     "maxclass": "newobj",
     "numinlets": 3,
     "numoutlets": 3,
     "outlettype": [
      "signal",
      "signal",
      "signal"
     ],
     "patching_rect": [
      300.0,
      340.0,
      119.0,
      22.0
     ],
     "text": "gen~ @params #1",
     "patcher": {
      "fileversion": 1,
      "appversion": {
       "major": 8,
       "minor": 6,
       "revision": 5,
       "architecture": "x64",
       "modernui": 1
      },
      "classnamespace": "dsp.gen",
      "rect": [
       60.0,
       90.0,
       760.0,
       720.0
      ],
      "openinpresentation": 0,
      "default_fontsize": 12.0,
      "default_fontname": "Arial",
      "gridsize": [
       8.0,
       8.0
      ],
      "boxes": [
       {
        "box": {
         "id": "obj-1",
         "maxclass": "newobj",
         "numinlets": 0,
         "numoutlets": 1,
         "outlettype": [
          ""
         ],
         "patching_rect": [
          40.0,
          20.0,
          42.0,
          22.0
         ],
         "text": "in 1"
        }
       },
       {
        "box": {
         "id": "obj-2",
         "maxclass": "newobj",
         "numinlets": 0,
         "numoutlets": 1,
         "outlettype": [
          ""
         ],
         "patching_rect": [
          160.0,
          20.0,
          42.0,
          22.0
         ],
         "text": "in 2"
        }
       },
       {
        "box": {
         "id": "obj-3",
         "maxclass": "newobj",
         "numinlets": 0,
         "numoutlets": 1,
         "outlettype": [
          ""
         ],
         "patching_rect": [
          280.0,
          20.0,
          42.0,
          22.0
         ],
         "text": "in 3"
        }
       },
       {
        "box": {
         "id": "obj-4",
         "maxclass": "codebox",
         "numinlets": 3,
         "numoutlets": 3,
         "outlettype": [
          "",
          "",
          ""
         ],
         "patching_rect": [
          40.0,
          60.0,
          680.0,
          560.0
         ],
         "code": "// sds-bridge: FM, 4 operators. Made by sds-bridge patches write; edits are lost.\r\nBuffer params(\"sds_params\");\r\nHistory seen(0), tick(0), velocity(0), released(1), alive(0), fading(1);\r\nHistory last_l(0), last_r(0), tail_l(0), tail_r(0);\r\nHistory warp(1), bend_by(0), pace_by(0), cool(0);\r\nHistory omega1(0), omega1_goal(0);\r\nHistory omega2(0), omega2_goal(0);\r\nHistory omega3(0), omega3_goal(0);\r\nHistory omega4(0), omega4_goal(0);\r\nHistory amp1(0), amp1_goal(0);\r\nHistory amp2(0), amp2_goal(0);\r\nHistory amp3(0), amp3_goal(0);\r\nHistory amp4(0), amp4_goal(0);\r\nHistory m11(0), m11_goal(0);\r\nHistory m12(0), m12_goal(0);\r\nHistory m13(0), m13_goal(0);\r\nHistory m14(0), m14_goal(0);\r\nHistory m21(0), m21_goal(0);\r\nHistory m22(0), m22_goal(0);\r\nHistory m23(0), m23_goal(0);\r\nHistory m24(0), m24_goal(0);\r\nHistory m31(0), m31_goal(0);\r\nHistory m32(0), m32_goal(0);\r\nHistory m33(0), m33_goal(0);\r\nHistory m34(0), m34_goal(0);\r\nHistory m41(0), m41_goal(0);\r\nHistory m42(0), m42_goal(0);\r\nHistory m43(0), m43_goal(0);\r\nHistory m44(0), m44_goal(0);\r\nHistory gain_l(0), gain_l_goal(0);\r\nHistory gain_r(0), gain_r_goal(0);\r\nHistory u1(0), phase1(0), env1(0), rise1(0), alpha1(1), delta1(1), drop1(1);\r\nHistory u2(0), phase2(0), env2(0), rise2(0), alpha2(1), delta2(1), drop2(1);\r\nHistory u3(0), phase3(0), env3(0), rise3(0), alpha3(1), delta3(1), drop3(1);\r\nHistory u4(0), phase4(0), env4(0), rise4(0), alpha4(1), delta4(1), drop4(1);\r\n\r\nheld = in1 > 0; // in1: velocity, 0 lets go; in2: MIDI note, below 0 the pitch that was fitted\r\nfresh = in3 != seen; // in3 counts the notes of this voice\r\nonward = in3;\r\nnow = fresh ? 0 : tick;\r\n\r\nomega1_to = omega1_goal;\r\nomega2_to = omega2_goal;\r\nomega3_to = omega3_goal;\r\nomega4_to = omega4_goal;\r\namp1_to = amp1_goal;\r\namp2_to = amp2_goal;\r\namp3_to = amp3_goal;\r\namp4_to = amp4_goal;\r\nm11_to = m11_goal;\r\nm12_to = m12_goal;\r\nm13_to = m13_goal;\r\nm14_to = m14_goal;\r\nm21_to = m21_goal;\r\nm22_to = m22_goal;\r\nm23_to = m23_goal;\r\nm24_to = m24_goal;\r\nm31_to = m31_goal;\r\nm32_to = m32_goal;\r\nm33_to = m33_goal;\r\nm34_to = m34_goal;\r\nm41_to = m41_goal;\r\nm42_to = m42_goal;\r\nm43_to = m43_goal;\r\nm44_to = m44_goal;\r\ngain_l_to = gain_l_goal;\r\ngain_r_to = gain_r_goal;\r\nbend_by_to = bend_by;\r\npace_by_to = pace_by;\r\ncool_to = cool;\r\nfading_to = fading;\r\nalpha1_to = alpha1;\r\ndelta1_to = delta1;\r\ndrop1_to = drop1;\r\nalpha2_to = alpha2;\r\ndelta2_to = delta2;\r\ndrop2_to = drop2;\r\nalpha3_to = alpha3;\r\ndelta3_to = delta3;\r\ndrop3_to = drop3;\r\nalpha4_to = alpha4;\r\ndelta4_to = delta4;\r\ndrop4_to = drop4;\r\nif (now == 0) {\r\n\troot = in2 < 0 ? peek(params, 0) : 440 * pow(2, (in2 - 69) / 12);\r\n\troot = root * pow(2, peek(params, 46) / 12);\r\n\tbend_by_to = pow(2, peek(params, 1) / 12) - 1;\r\n\ttau = max(peek(params, 2), 0.0001) * samplerate;\r\n\tcool_to = exp(-1 / tau);\r\n\tpace_by_to = bend_by_to * tau * 2 * exp(-0.5 / tau) * sinh(0.5 / tau); // 1 - cool, without its rounding\r\n\tgain = pow(10, (peek(params, 43) + peek(params, 49)) / 20) * sqrt(2);\r\n\ttheta = (peek(params, 44) + 1) * pi / 4;\r\n\tgain_l_to = gain * cos(theta);\r\n\tgain_r_to = gain * sin(theta);\r\n\tfading_to = exp(-1 / (max(peek(params, 45), 0.0001) * samplerate));\r\n\tomega1_to = (peek(params, 3) >= 0.5 ? peek(params, 5) : root * peek(params, 4)) / samplerate;\r\n\tamp1_to = peek(params, 8);\r\n\talpha1_to = max(peek(params, 6), 0.0001) * samplerate;\r\n\tdelta1_to = max(peek(params, 7) * peek(params, 48), 0.0001) * samplerate;\r\n\tdrop1_to = exp(-1 / delta1_to);\r\n\tm11_to = peek(params, 27) * peek(params, 47) / twopi;\r\n\tm12_to = peek(params, 28) * peek(params, 47) / twopi;\r\n\tm13_to = peek(params, 29) * peek(params, 47) / twopi;\r\n\tm14_to = peek(params, 30) * peek(params, 47) / twopi;\r\n\tomega2_to = (peek(params, 9) >= 0.5 ? peek(params, 11) : root * peek(params, 10)) / samplerate;\r\n\tamp2_to = peek(params, 14);\r\n\talpha2_to = max(peek(params, 12), 0.0001) * samplerate;\r\n\tdelta2_to = max(peek(params, 13) * peek(params, 48), 0.0001) * samplerate;\r\n\tdrop2_to = exp(-1 / delta2_to);\r\n\tm21_to = peek(params, 31) * peek(params, 47) / twopi;\r\n\tm22_to = peek(params, 32) * peek(params, 47) / twopi;\r\n\tm23_to = peek(params, 33) * peek(params, 47) / twopi;\r\n\tm24_to = peek(params, 34) * peek(params, 47) / twopi;\r\n\tomega3_to = (peek(params, 15) >= 0.5 ? peek(params, 17) : root * peek(params, 16)) / samplerate;\r\n\tamp3_to = peek(params, 20);\r\n\talpha3_to = max(peek(params, 18), 0.0001) * samplerate;\r\n\tdelta3_to = max(peek(params, 19) * peek(params, 48), 0.0001) * samplerate;\r\n\tdrop3_to = exp(-1 / delta3_to);\r\n\tm31_to = peek(params, 35) * peek(params, 47) / twopi;\r\n\tm32_to = peek(params, 36) * peek(params, 47) / twopi;\r\n\tm33_to = peek(params, 37) * peek(params, 47) / twopi;\r\n\tm34_to = peek(params, 38) * peek(params, 47) / twopi;\r\n\tomega4_to = (peek(params, 21) >= 0.5 ? peek(params, 23) : root * peek(params, 22)) / samplerate;\r\n\tamp4_to = peek(params, 26);\r\n\talpha4_to = max(peek(params, 24), 0.0001) * samplerate;\r\n\tdelta4_to = max(peek(params, 25) * peek(params, 48), 0.0001) * samplerate;\r\n\tdrop4_to = exp(-1 / delta4_to);\r\n\tm41_to = peek(params, 39) * peek(params, 47) / twopi;\r\n\tm42_to = peek(params, 40) * peek(params, 47) / twopi;\r\n\tm43_to = peek(params, 41) * peek(params, 47) / twopi;\r\n\tm44_to = peek(params, 42) * peek(params, 47) / twopi;\r\n}\r\n\r\nomega1_is = fresh ? omega1_to : omega1 + 0.005 * (omega1_to - omega1);\r\nomega2_is = fresh ? omega2_to : omega2 + 0.005 * (omega2_to - omega2);\r\nomega3_is = fresh ? omega3_to : omega3 + 0.005 * (omega3_to - omega3);\r\nomega4_is = fresh ? omega4_to : omega4 + 0.005 * (omega4_to - omega4);\r\namp1_is = fresh ? amp1_to : amp1 + 0.005 * (amp1_to - amp1);\r\namp2_is = fresh ? amp2_to : amp2 + 0.005 * (amp2_to - amp2);\r\namp3_is = fresh ? amp3_to : amp3 + 0.005 * (amp3_to - amp3);\r\namp4_is = fresh ? amp4_to : amp4 + 0.005 * (amp4_to - amp4);\r\nm11_is = fresh ? m11_to : m11 + 0.005 * (m11_to - m11);\r\nm12_is = fresh ? m12_to : m12 + 0.005 * (m12_to - m12);\r\nm13_is = fresh ? m13_to : m13 + 0.005 * (m13_to - m13);\r\nm14_is = fresh ? m14_to : m14 + 0.005 * (m14_to - m14);\r\nm21_is = fresh ? m21_to : m21 + 0.005 * (m21_to - m21);\r\nm22_is = fresh ? m22_to : m22 + 0.005 * (m22_to - m22);\r\nm23_is = fresh ? m23_to : m23 + 0.005 * (m23_to - m23);\r\nm24_is = fresh ? m24_to : m24 + 0.005 * (m24_to - m24);\r\nm31_is = fresh ? m31_to : m31 + 0.005 * (m31_to - m31);\r\nm32_is = fresh ? m32_to : m32 + 0.005 * (m32_to - m32);\r\nm33_is = fresh ? m33_to : m33 + 0.005 * (m33_to - m33);\r\nm34_is = fresh ? m34_to : m34 + 0.005 * (m34_to - m34);\r\nm41_is = fresh ? m41_to : m41 + 0.005 * (m41_to - m41);\r\nm42_is = fresh ? m42_to : m42 + 0.005 * (m42_to - m42);\r\nm43_is = fresh ? m43_to : m43 + 0.005 * (m43_to - m43);\r\nm44_is = fresh ? m44_to : m44 + 0.005 * (m44_to - m44);\r\ngain_l_is = fresh ? gain_l_to : gain_l + 0.005 * (gain_l_to - gain_l);\r\ngain_r_is = fresh ? gain_r_to : gain_r + 0.005 * (gain_r_to - gain_r);\r\n\r\nwarped = fresh ? 1 : warp;\r\nwas1 = fresh ? 0 : u1;\r\nwas2 = fresh ? 0 : u2;\r\nwas3 = fresh ? 0 : u3;\r\nwas4 = fresh ? 0 : u4;\r\ny = amp1_is * was1 + amp2_is * was2 + amp3_is * was3 + amp4_is * was4;\r\nclean_l = gain_l_is * y;\r\nclean_r = gain_r_is * y;\r\npace = 1 + pace_by_to * warped;\r\nbend = 1 + bend_by_to * warped;\r\nspun1 = fresh ? 0 : phase1;\r\nswell1 = fresh ? 0 : env1;\r\nclimb1 = fresh || rise1 > 0 ? 1 / alpha1_to : 0;\r\nsink1 = climb1 > 0 ? 1 : drop1_to;\r\nx1 = clamp((0.5 - omega1_is * bend) / 0.04999999999999999, 0, 1);\r\nnew1 = swell1 * x1 * x1 * (3 - 2 * x1) * sin(twopi * (spun1 + m11_is * was1 + m12_is * was2 + m13_is * was3 + m14_is * was4));\r\nfar1 = spun1 + omega1_is * pace;\r\nnext1 = swell1 * sink1 + climb1;\r\nkept1 = next1;\r\nstill1 = climb1;\r\nif (climb1 > 0 && next1 >= 1) { // past its peak, which lay between two samples\r\n\tkept1 = exp(-(next1 - 1) * alpha1_to / delta1_to);\r\n\tstill1 = 0;\r\n}\r\nspun2 = fresh ? 0 : phase2;\r\nswell2 = fresh ? 0 : env2;\r\nclimb2 = fresh || rise2 > 0 ? 1 / alpha2_to : 0;\r\nsink2 = climb2 > 0 ? 1 : drop2_to;\r\nx2 = clamp((0.5 - omega2_is * bend) / 0.04999999999999999, 0, 1);\r\nnew2 = swell2 * x2 * x2 * (3 - 2 * x2) * sin(twopi * (spun2 + m21_is * was1 + m22_is * was2 + m23_is * was3 + m24_is * was4));\r\nfar2 = spun2 + omega2_is * pace;\r\nnext2 = swell2 * sink2 + climb2;\r\nkept2 = next2;\r\nstill2 = climb2;\r\nif (climb2 > 0 && next2 >= 1) { // past its peak, which lay between two samples\r\n\tkept2 = exp(-(next2 - 1) * alpha2_to / delta2_to);\r\n\tstill2 = 0;\r\n}\r\nspun3 = fresh ? 0 : phase3;\r\nswell3 = fresh ? 0 : env3;\r\nclimb3 = fresh || rise3 > 0 ? 1 / alpha3_to : 0;\r\nsink3 = climb3 > 0 ? 1 : drop3_to;\r\nx3 = clamp((0.5 - omega3_is * bend) / 0.04999999999999999, 0, 1);\r\nnew3 = swell3 * x3 * x3 * (3 - 2 * x3) * sin(twopi * (spun3 + m31_is * was1 + m32_is * was2 + m33_is * was3 + m34_is * was4));\r\nfar3 = spun3 + omega3_is * pace;\r\nnext3 = swell3 * sink3 + climb3;\r\nkept3 = next3;\r\nstill3 = climb3;\r\nif (climb3 > 0 && next3 >= 1) { // past its peak, which lay between two samples\r\n\tkept3 = exp(-(next3 - 1) * alpha3_to / delta3_to);\r\n\tstill3 = 0;\r\n}\r\nspun4 = fresh ? 0 : phase4;\r\nswell4 = fresh ? 0 : env4;\r\nclimb4 = fresh || rise4 > 0 ? 1 / alpha4_to : 0;\r\nsink4 = climb4 > 0 ? 1 : drop4_to;\r\nx4 = clamp((0.5 - omega4_is * bend) / 0.04999999999999999, 0, 1);\r\nnew4 = swell4 * x4 * x4 * (3 - 2 * x4) * sin(twopi * (spun4 + m41_is * was1 + m42_is * was2 + m43_is * was3 + m44_is * was4));\r\nfar4 = spun4 + omega4_is * pace;\r\nnext4 = swell4 * sink4 + climb4;\r\nkept4 = next4;\r\nstill4 = climb4;\r\nif (climb4 > 0 && next4 >= 1) { // past its peak, which lay between two samples\r\n\tkept4 = exp(-(next4 - 1) * alpha4_to / delta4_to);\r\n\tstill4 = 0;\r\n}\r\nbound = ((climb1 > 0 ? 1 : swell1) + (climb2 > 0 ? 1 : swell2) + (climb3 > 0 ? 1 : swell3) + (climb4 > 0 ? 1 : swell4)) * max(gain_l_is, gain_r_is);\r\nfade = fading_to;\r\n\r\n// how loud, how long, and what a stolen note leaves behind\r\nstrike = fresh ? in1 : velocity;\r\nleft_over = fresh ? 1 : released;\r\nrest_l = fresh ? last_l : tail_l * 0.98;\r\nrest_r = fresh ? last_r : tail_r * 0.98;\r\nloud = strike * left_over;\r\nwave_l = loud * clean_l + rest_l;\r\nwave_r = loud * clean_r + rest_r;\r\nbegun = fresh ? 1 : alive;\r\ngoing = begun > 0 && loud * bound > 0.000001 ? 1 : 0;\r\nout1 = wave_l;\r\nout2 = wave_r;\r\nout3 = going; // 0: the voice may sleep\r\nlast_l = wave_l;\r\nlast_r = wave_r;\r\ntail_l = rest_l;\r\ntail_r = rest_r;\r\nvelocity = strike;\r\nreleased = held ? left_over : left_over * fade;\r\nalive = going;\r\nseen = onward;\r\ntick = now + 1 >= 32 ? 0 : now + 1;\r\nwarp = warped * cool_to;\r\nbend_by = bend_by_to;\r\npace_by = pace_by_to;\r\ncool = cool_to;\r\nfading = fading_to;\r\nomega1 = omega1_is;\r\nomega1_goal = omega1_to;\r\nomega2 = omega2_is;\r\nomega2_goal = omega2_to;\r\nomega3 = omega3_is;\r\nomega3_goal = omega3_to;\r\nomega4 = omega4_is;\r\nomega4_goal = omega4_to;\r\namp1 = amp1_is;\r\namp1_goal = amp1_to;\r\namp2 = amp2_is;\r\namp2_goal = amp2_to;\r\namp3 = amp3_is;\r\namp3_goal = amp3_to;\r\namp4 = amp4_is;\r\namp4_goal = amp4_to;\r\nm11 = m11_is;\r\nm11_goal = m11_to;\r\nm12 = m12_is;\r\nm12_goal = m12_to;\r\nm13 = m13_is;\r\nm13_goal = m13_to;\r\nm14 = m14_is;\r\nm14_goal = m14_to;\r\nm21 = m21_is;\r\nm21_goal = m21_to;\r\nm22 = m22_is;\r\nm22_goal = m22_to;\r\nm23 = m23_is;\r\nm23_goal = m23_to;\r\nm24 = m24_is;\r\nm24_goal = m24_to;\r\nm31 = m31_is;\r\nm31_goal = m31_to;\r\nm32 = m32_is;\r\nm32_goal = m32_to;\r\nm33 = m33_is;\r\nm33_goal = m33_to;\r\nm34 = m34_is;\r\nm34_goal = m34_to;\r\nm41 = m41_is;\r\nm41_goal = m41_to;\r\nm42 = m42_is;\r\nm42_goal = m42_to;\r\nm43 = m43_is;\r\nm43_goal = m43_to;\r\nm44 = m44_is;\r\nm44_goal = m44_to;\r\ngain_l = gain_l_is;\r\ngain_l_goal = gain_l_to;\r\ngain_r = gain_r_is;\r\ngain_r_goal = gain_r_to;\r\nu1 = new1;\r\nphase1 = far1 - floor(far1);\r\nenv1 = kept1;\r\nrise1 = still1;\r\nalpha1 = alpha1_to;\r\ndelta1 = delta1_to;\r\ndrop1 = drop1_to;\r\nu2 = new2;\r\nphase2 = far2 - floor(far2);\r\nenv2 = kept2;\r\nrise2 = still2;\r\nalpha2 = alpha2_to;\r\ndelta2 = delta2_to;\r\ndrop2 = drop2_to;\r\nu3 = new3;\r\nphase3 = far3 - floor(far3);\r\nenv3 = kept3;\r\nrise3 = still3;\r\nalpha3 = alpha3_to;\r\ndelta3 = delta3_to;\r\ndrop3 = drop3_to;\r\nu4 = new4;\r\nphase4 = far4 - floor(far4);\r\nenv4 = kept4;\r\nrise4 = still4;\r\nalpha4 = alpha4_to;\r\ndelta4 = delta4_to;\r\ndrop4 = drop4_to;\r\n",
         "fontname": "<Monospaced>",
         "fontsize": 11.0
        }
       },
       {
        "box": {
         "id": "obj-5",
         "maxclass": "newobj",
         "numinlets": 1,
         "numoutlets": 0,
         "patching_rect": [
          40.0,
          650.0,
          49.0,
          22.0
         ],
         "text": "out 1"
        }
       },
       {
        "box": {
         "id": "obj-6",
         "maxclass": "newobj",
         "numinlets": 1,
         "numoutlets": 0,
         "patching_rect": [
          160.0,
          650.0,
          49.0,
          22.0
         ],
         "text": "out 2"
        }
       },
       {
        "box": {
         "id": "obj-7",
         "maxclass": "newobj",
         "numinlets": 1,
         "numoutlets": 0,
         "patching_rect": [
          280.0,
          650.0,
          49.0,
          22.0
         ],
         "text": "out 3"
        }
       }
      ],
      "lines": [
       {
        "patchline": {
         "destination": [
          "obj-4",
          0
         ],
         "source": [
          "obj-1",
          0
         ]
        }
       },
       {
        "patchline": {
         "destination": [
          "obj-4",
          1
         ],
         "source": [
          "obj-2",
          0
         ]
        }
       },
       {
        "patchline": {
         "destination": [
          "obj-4",
          2
         ],
         "source": [
          "obj-3",
          0
         ]
        }
       },
       {
        "patchline": {
         "destination": [
          "obj-5",
          0
         ],
         "source": [
          "obj-4",
          0
         ]
        }
       },
       {
        "patchline": {
         "destination": [
          "obj-6",
          0
         ],
         "source": [
          "obj-4",
          1
         ]
        }
       },
       {
        "patchline": {
         "destination": [
          "obj-7",
          0
         ],
         "source": [
          "obj-4",
          2
         ]
        }
       }
      ]
     }
    }
   },
   {
    "box": {
     "id": "obj-16",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      300.0,
      420.0,
      56.0,
      22.0
     ],
     "text": "out~ 1"
    }
   },
   {
    "box": {
     "id": "obj-17",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      370.0,
      420.0,
      56.0,
      22.0
     ],
     "text": "out~ 2"
    }
   },
   {
    "box": {
     "id": "obj-18",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "bang",
      "bang"
     ],
     "patching_rect": [
      440.0,
      380.0,
      49.0,
      22.0
     ],
     "text": "edge~"
    }
   },
   {
    "box": {
     "id": "obj-19",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      "bang"
     ],
     "patching_rect": [
      440.0,
      410.0,
      70.0,
      22.0
     ],
     "text": "delay 50"
    }
   },
   {
    "box": {
     "id": "obj-20",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      "float"
     ],
     "patching_rect": [
      520.0,
      340.0,
      77.0,
      22.0
     ],
     "text": "snapshot~"
    }
   },
   {
    "box": {
     "id": "obj-21",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "outlettype": [
      "bang",
      ""
     ],
     "patching_rect": [
      520.0,
      380.0,
      56.0,
      22.0
     ],
     "text": "sel 0."
    }
   },
   {
    "box": {
     "id": "obj-22",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      "bang"
     ],
     "patching_rect": [
      560.0,
      300.0,
      70.0,
      22.0
     ],
     "text": "loadbang"
    }
   },
   {
    "box": {
     "id": "obj-23",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      520.0,
      420.0,
      77.0,
      22.0
     ],
     "text": "mute 1, 0"
    }
   },
   {
    "box": {
     "id": "obj-24",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 3,
     "outlettype": [
      "int",
      "int",
      "int"
     ],
     "patching_rect": [
      110.0,
      420.0,
      77.0,
      22.0
     ],
     "text": "thispoly~"
    }
   }
  ],
  "lines": [
   {
    "patchline": {
     "destination": [
      "obj-3",
      0
     ],
     "source": [
      "obj-1",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-5",
      0
     ],
     "source": [
      "obj-3",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-4",
      0
     ],
     "source": [
      "obj-3",
      1
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-6",
      0
     ],
     "source": [
      "obj-4",
      1
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-7",
      0
     ],
     "source": [
      "obj-6",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-8",
      0
     ],
     "source": [
      "obj-5",
      1
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-9",
      0
     ],
     "source": [
      "obj-8",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-9",
      1
     ],
     "source": [
      "obj-5",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-10",
      0
     ],
     "source": [
      "obj-9",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-11",
      0
     ],
     "source": [
      "obj-10",
      2
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-12",
      0
     ],
     "source": [
      "obj-10",
      1
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-13",
      0
     ],
     "source": [
      "obj-10",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-14",
      0
     ],
     "source": [
      "obj-13",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-15",
      0
     ],
     "source": [
      "obj-7",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-15",
      1
     ],
     "source": [
      "obj-11",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-15",
      2
     ],
     "source": [
      "obj-14",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-16",
      0
     ],
     "source": [
      "obj-15",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-17",
      0
     ],
     "source": [
      "obj-15",
      1
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-18",
      0
     ],
     "source": [
      "obj-15",
      2
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-20",
      0
     ],
     "source": [
      "obj-15",
      2
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-19",
      0
     ],
     "source": [
      "obj-18",
      1
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-20",
      0
     ],
     "source": [
      "obj-19",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-21",
      0
     ],
     "source": [
      "obj-20",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-23",
      0
     ],
     "source": [
      "obj-21",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-24",
      0
     ],
     "source": [
      "obj-23",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-23",
      0
     ],
     "source": [
      "obj-22",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-24",
      0
     ],
     "source": [
      "obj-12",
      0
     ]
    }
   }
  ]
 }
}
