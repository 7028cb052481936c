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
         "code": "// sds-bridge: impact, 32 modes. Made by sds-bridge patches write; edits are lost.\r\nBuffer params(\"sds_params\");\r\nHistory seen(0), tick(0), velocity(0), released(1), alive(0), fading(1);\r\nHistory last_l(0), last_r(0), tail_l(0), tail_r(0);\r\nData z_re(32); Data z_im(32); Data weight(32); Data re_l(32); Data im_l(32); Data re_r(32); Data im_r(32);\r\nData power(16); Data drop(16); Data tune_1(16); Data tune_2(16); Data tune_3(16);\r\nData state(192);\r\nHistory age(0), next_mode(0), next_band(0), dry_goal(0), wet_goal(0), peak(0);\r\n\r\nheld = in1 > 0; // in1: velocity, 0 lets go; in2: MIDI note, below 0 the pitch that was fitted\r\nfresh = in3 != seen; // in3 counts the notes of this voice\r\nonward = in3;\r\nnow = fresh ? 0 : tick;\r\n\r\nelapsed_now = fresh ? 0 : age;\r\ntranspose = pow(2, ((in2 < 0 ? 0 : in2 - 60) + peek(params, 147)) / 12);\r\nif (fresh) {\r\n\tfor (k = 0; k < 32; k += 1) {\r\n\t\tcycles = peek(params, 0 + 3 * k) * transpose / samplerate;\r\n\t\tradius = exp(-peek(params, 1 + 3 * k) / (peek(params, 149) * samplerate));\r\n\t\tpoke(z_re, radius * cos(twopi * cycles), k);\r\n\t\tpoke(z_im, radius * sin(twopi * cycles), k);\r\n\t\tedge = clamp((0.5 - cycles) / 0.04999999999999999, 0, 1);\r\n\t\taim = peek(params, 2 + 3 * k) * edge * edge * (3 - 2 * edge);\r\n\t\tpoke(weight, peek(weight, k) + 1 * (aim - peek(weight, k)), k);\r\n\t\tpoke(re_l, 0, k);\r\n\t\tpoke(im_l, 0, k);\r\n\t\tpoke(re_r, 0, k);\r\n\t\tpoke(im_r, 0, k);\r\n\t}\r\n\tfor (b = 0; b < 16; b += 1) {\r\n\t\tturn = tan(pi * min(peek(params, 96 + 3 * b) / samplerate, 0.49));\r\n\t\ttune_a = 1 / (1 + turn * (turn + 0.6861423065158241));\r\n\t\tpoke(tune_1, tune_a, b);\r\n\t\tpoke(tune_2, turn * tune_a, b);\r\n\t\tpoke(tune_3, turn * turn * tune_a, b);\r\n\t\tpoke(drop, exp(-peek(params, 97 + 3 * b) / (peek(params, 148) * samplerate)), b);\r\n\t\trim = clamp((0.5 - peek(params, 96 + 3 * b) / samplerate) / 0.04999999999999999, 0, 1);\r\n\t\tloudness = peek(params, 98 + 3 * b) * rim * rim * (3 - 2 * rim);\r\n\t\tpoke(power, loudness * sqrt(3.711298757252184 * samplerate / max(peek(params, 96 + 3 * b), 20)), b);\r\n\t\tif (seen == 0) {\r\n\t\t\twide = sqrt(max(peek(params, 96 + 3 * b), 20) / samplerate);\r\n\t\t\tpoke(state, 2.1397736605869566 * wide * noise(), b * 12 + 0);\r\n\t\t\tpoke(state, 2.1397736605869566 * wide * noise(), b * 12 + 1);\r\n\t\t\tpoke(state, 2.1397736605869566 * wide * noise(), b * 12 + 6);\r\n\t\t\tpoke(state, 2.1397736605869566 * wide * noise(), b * 12 + 7);\r\n\t\t\tpoke(state, 1.5130484656053989 * wide * noise(), b * 12 + 2);\r\n\t\t\tpoke(state, 1.5130484656053989 * wide * noise(), b * 12 + 3);\r\n\t\t\tpoke(state, 1.5130484656053989 * wide * noise(), b * 12 + 8);\r\n\t\t\tpoke(state, 1.5130484656053989 * wide * noise(), b * 12 + 9);\r\n\t\t\tpoke(state, 1.310338408371341 * wide * noise(), b * 12 + 4);\r\n\t\t\tpoke(state, 1.310338408371341 * wide * noise(), b * 12 + 5);\r\n\t\t\tpoke(state, 1.310338408371341 * wide * noise(), b * 12 + 10);\r\n\t\t\tpoke(state, 1.310338408371341 * wide * noise(), b * 12 + 11);\r\n\t\t}\r\n\t}\r\n}\r\n\r\nlook = next_mode;\r\npeep = next_band;\r\ncycles = peek(params, 0 + 3 * look) * transpose / samplerate;\r\nradius = exp(-peek(params, 1 + 3 * look) / (peek(params, 149) * samplerate));\r\npoke(z_re, radius * cos(twopi * cycles), look);\r\npoke(z_im, radius * sin(twopi * cycles), look);\r\nedge = clamp((0.5 - cycles) / 0.04999999999999999, 0, 1);\r\naim = peek(params, 2 + 3 * look) * edge * edge * (3 - 2 * edge);\r\npoke(weight, peek(weight, look) + 0.1 * (aim - peek(weight, look)), look);\r\nturn = tan(pi * min(peek(params, 96 + 3 * peep) / samplerate, 0.49));\r\ntune_a = 1 / (1 + turn * (turn + 0.6861423065158241));\r\npoke(tune_1, tune_a, peep);\r\npoke(tune_2, turn * tune_a, peep);\r\npoke(tune_3, turn * turn * tune_a, peep);\r\npoke(drop, exp(-peek(params, 97 + 3 * peep) / (peek(params, 148) * samplerate)), peep);\r\ndry = dry_goal;\r\nwet = wet_goal;\r\nfade = fading;\r\nif (now == 0) {\r\n\tgain = pow(10, (peek(params, 145) + peek(params, 150)) / 20);\r\n\tdry = gain * (1 - peek(params, 144));\r\n\twet = gain * peek(params, 144) * 44100 / samplerate;\r\n\tfade = exp(-1 / (max(peek(params, 146), 0.0001) * samplerate));\r\n}\r\n\r\nair_l = 0;\r\nair_r = 0;\r\nwhite_l = noise();\r\nwhite_r = noise();\r\nplace = elapsed_now * 44100 / samplerate;\r\npart = clamp((place - 114688 + 1) / 16384, 0, 1);\r\nopen = place >= 131072 ? 0 : 0.5 + 0.5 * cos(pi * part);\r\nfor (m = 0; m < 16; m += 1) {\r\n\tleft_of_it = peek(power, m);\r\n\tif (left_of_it > 0.0000001 && wet > 0) {\r\n\t\tat = m * 12;\r\n\t\tthrough_l = white_l;\r\n\t\tpush = through_l - peek(state, at + 1);\r\n\t\tband = peek(tune_1, m) * peek(state, at + 0) + peek(tune_2, m) * push;\r\n\t\tslow = peek(state, at + 1) + peek(tune_2, m) * peek(state, at + 0) + peek(tune_3, m) * push;\r\n\t\tpoke(state, 2 * band - peek(state, at + 0), at + 0);\r\n\t\tpoke(state, 2 * slow - peek(state, at + 1), at + 1);\r\n\t\tthrough_l = 0.6861423065158241 * band;\r\n\t\tpush = through_l - peek(state, at + 3);\r\n\t\tband = peek(tune_1, m) * peek(state, at + 2) + peek(tune_2, m) * push;\r\n\t\tslow = peek(state, at + 3) + peek(tune_2, m) * peek(state, at + 2) + peek(tune_3, m) * push;\r\n\t\tpoke(state, 2 * band - peek(state, at + 2), at + 2);\r\n\t\tpoke(state, 2 * slow - peek(state, at + 3), at + 3);\r\n\t\tthrough_l = 0.6861423065158241 * band;\r\n\t\tpush = through_l - peek(state, at + 5);\r\n\t\tband = peek(tune_1, m) * peek(state, at + 4) + peek(tune_2, m) * push;\r\n\t\tslow = peek(state, at + 5) + peek(tune_2, m) * peek(state, at + 4) + peek(tune_3, m) * push;\r\n\t\tpoke(state, 2 * band - peek(state, at + 4), at + 4);\r\n\t\tpoke(state, 2 * slow - peek(state, at + 5), at + 5);\r\n\t\tthrough_l = 0.6861423065158241 * band;\r\n\t\tair_l += left_of_it * through_l;\r\n\t\tthrough_r = white_r;\r\n\t\tpush = through_r - peek(state, at + 7);\r\n\t\tband = peek(tune_1, m) * peek(state, at + 6) + peek(tune_2, m) * push;\r\n\t\tslow = peek(state, at + 7) + peek(tune_2, m) * peek(state, at + 6) + peek(tune_3, m) * push;\r\n\t\tpoke(state, 2 * band - peek(state, at + 6), at + 6);\r\n\t\tpoke(state, 2 * slow - peek(state, at + 7), at + 7);\r\n\t\tthrough_r = 0.6861423065158241 * band;\r\n\t\tpush = through_r - peek(state, at + 9);\r\n\t\tband = peek(tune_1, m) * peek(state, at + 8) + peek(tune_2, m) * push;\r\n\t\tslow = peek(state, at + 9) + peek(tune_2, m) * peek(state, at + 8) + peek(tune_3, m) * push;\r\n\t\tpoke(state, 2 * band - peek(state, at + 8), at + 8);\r\n\t\tpoke(state, 2 * slow - peek(state, at + 9), at + 9);\r\n\t\tthrough_r = 0.6861423065158241 * band;\r\n\t\tpush = through_r - peek(state, at + 11);\r\n\t\tband = peek(tune_1, m) * peek(state, at + 10) + peek(tune_2, m) * push;\r\n\t\tslow = peek(state, at + 11) + peek(tune_2, m) * peek(state, at + 10) + peek(tune_3, m) * push;\r\n\t\tpoke(state, 2 * band - peek(state, at + 10), at + 10);\r\n\t\tpoke(state, 2 * slow - peek(state, at + 11), at + 11);\r\n\t\tthrough_r = 0.6861423065158241 * band;\r\n\t\tair_r += left_of_it * through_r;\r\n\t\tpoke(power, left_of_it * peek(drop, m), m);\r\n\t}\r\n}\r\n\r\nknock_l = (fresh ? dry : 0) + wet * open * air_l;\r\nknock_r = (fresh ? dry : 0) + wet * open * air_r;\r\nclean_l = 0;\r\nclean_r = 0;\r\nfor (n = 0; n < 32; n += 1) {\r\n\told_re_l = peek(re_l, n);\r\n\told_im_l = peek(im_l, n);\r\n\tnew_re_l = peek(z_re, n) * old_re_l - peek(z_im, n) * old_im_l + knock_l;\r\n\tpoke(re_l, new_re_l, n);\r\n\tpoke(im_l, peek(z_re, n) * old_im_l + peek(z_im, n) * old_re_l, n);\r\n\tclean_l += peek(weight, n) * new_re_l;\r\n\told_re_r = peek(re_r, n);\r\n\told_im_r = peek(im_r, n);\r\n\tnew_re_r = peek(z_re, n) * old_re_r - peek(z_im, n) * old_im_r + knock_r;\r\n\tpoke(re_r, new_re_r, n);\r\n\tpoke(im_r, peek(z_re, n) * old_im_r + peek(z_im, n) * old_re_r, n);\r\n\tclean_r += peek(weight, n) * new_re_r;\r\n}\r\nbound = max(abs(clean_l) + abs(clean_r), fresh ? 1 : peak * 0.9995);\r\n\r\n// how loud, how long, and what a stolen note leaves behind\r\nstrike = fresh ? in1 : velocity;\r\nleft_over = fresh ? 1 : released;\r\nrest_l = fresh ? last_l : tail_l * 0.98;\r\nrest_r = fresh ? last_r : tail_r * 0.98;\r\nloud = strike * left_over;\r\nwave_l = loud * clean_l + rest_l;\r\nwave_r = loud * clean_r + rest_r;\r\nbegun = fresh ? 1 : alive;\r\ngoing = begun > 0 && loud * bound > 0.000001 ? 1 : 0;\r\nout1 = wave_l;\r\nout2 = wave_r;\r\nout3 = going; // 0: the voice may sleep\r\nlast_l = wave_l;\r\nlast_r = wave_r;\r\ntail_l = rest_l;\r\ntail_r = rest_r;\r\nvelocity = strike;\r\nreleased = held ? left_over : left_over * fade;\r\nalive = going;\r\nseen = onward;\r\ntick = now + 1 >= 32 ? 0 : now + 1;\r\nage = elapsed_now + 1;\r\ndry_goal = dry;\r\nwet_goal = wet;\r\nfading = fade;\r\npeak = bound;\r\nnext_mode = look + 1 >= 32 ? 0 : look + 1;\r\nnext_band = peep + 1 >= 16 ? 0 : peep + 1;\r\n",
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
