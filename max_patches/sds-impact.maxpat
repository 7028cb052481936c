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
   620.0,
   290.0
  ],
  "openinpresentation": 1,
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
     "maxclass": "panel",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      620.0,
      20.0,
      128.0,
      128.0
     ],
     "presentation": 1,
     "presentation_rect": [
      0.0,
      0.0,
      620.0,
      290.0
     ],
     "background": 1,
     "bgcolor": [
      0.93,
      0.93,
      0.91,
      1.0
     ],
     "mode": 0,
     "ignoreclick": 1
    }
   },
   {
    "box": {
     "id": "obj-2",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      620.0,
      160.0,
      133.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      16.0,
      10.0,
      300.0,
      27.0
     ],
     "text": "sds-bridge Impact",
     "fontsize": 18.0,
     "fontface": 1,
     "textcolor": [
      0.13,
      0.14,
      0.16,
      1.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-3",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      620.0,
      190.0,
      525.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      16.0,
      38.0,
      600.0,
      20.0
     ],
     "text": "thirty-two modes in a room of noise · play it with MIDI or the keys below",
     "fontsize": 11.0,
     "textcolor": [
      0.55,
      0.57,
      0.6,
      1.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-4",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "signal",
      "signal"
     ],
     "patching_rect": [
      40.0,
      330.0,
      413.0,
      22.0
     ],
     "text": "poly~ sds-impact-voice 8 @steal 1 @args sds-impact-params"
    }
   },
   {
    "box": {
     "id": "obj-5",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "outlettype": [
      "signal",
      "signal"
     ],
     "patching_rect": [
      40.0,
      370.0,
      147.0,
      22.0
     ],
     "text": "gen~ @title limiter",
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
         "maxclass": "codebox",
         "numinlets": 2,
         "numoutlets": 2,
         "outlettype": [
          "",
          ""
         ],
         "patching_rect": [
          40.0,
          60.0,
          680.0,
          560.0
         ],
         "code": "// The limiter of sds-bridge: nothing changes up to -1 dBFS, nothing passes 0 dBFS.\r\nlow = 0.8912509381337456;\r\nknee = 1 - low;\r\nsize_l = abs(in1);\r\nsize_r = abs(in2);\r\nsoft_l = sign(in1) * (low + knee * tanh((size_l - low) / knee));\r\nsoft_r = sign(in2) * (low + knee * tanh((size_r - low) / knee));\r\nout1 = size_l <= low ? in1 : soft_l;\r\nout2 = size_r <= low ? in2 : soft_r;\r\n",
         "fontname": "<Monospaced>",
         "fontsize": 11.0
        }
       },
       {
        "box": {
         "id": "obj-4",
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
         "id": "obj-5",
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
          "obj-3",
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
          "obj-5",
          0
         ],
         "source": [
          "obj-3",
          1
         ]
        }
       }
      ]
     }
    }
   },
   {
    "box": {
     "id": "obj-6",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 3,
     "outlettype": [
      "int",
      "int",
      "int"
     ],
     "patching_rect": [
      40.0,
      180.0,
      56.0,
      22.0
     ],
     "text": "notein"
    }
   },
   {
    "box": {
     "id": "obj-7",
     "maxclass": "kslider",
     "numinlets": 2,
     "numoutlets": 2,
     "outlettype": [
      "int",
      "int"
     ],
     "patching_rect": [
      160.0,
      60.0,
      336.0,
      53.0
     ],
     "presentation": 1,
     "presentation_rect": [
      16.0,
      212.0,
      434.0,
      53.0
     ],
     "offset": 36
    }
   },
   {
    "box": {
     "id": "obj-8",
     "maxclass": "newobj",
     "numinlets": 3,
     "numoutlets": 2,
     "outlettype": [
      "int",
      "int"
     ],
     "patching_rect": [
      160.0,
      180.0,
      126.0,
      22.0
     ],
     "text": "makenote 100 400"
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
      230.0,
      70.0,
      22.0
     ],
     "text": "pack 0 0"
    }
   },
   {
    "box": {
     "id": "obj-10",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      40.0,
      270.0,
      126.0,
      22.0
     ],
     "text": "prepend midinote"
    }
   },
   {
    "box": {
     "id": "obj-11",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      330.0,
      180.0,
      147.0,
      22.0
     ],
     "text": "r sds-bridge.impact"
    }
   },
   {
    "box": {
     "id": "obj-12",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 0,
     "patching_rect": [
      330.0,
      230.0,
      98.0,
      22.0
     ],
     "text": "p parameters",
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
       560.0,
       360.0
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
         "maxclass": "inlet",
         "numinlets": 0,
         "numoutlets": 1,
         "outlettype": [
          ""
         ],
         "patching_rect": [
          40.0,
          20.0,
          30.0,
          30.0
         ],
         "comment": "name value"
        }
       },
       {
        "box": {
         "id": "obj-2",
         "maxclass": "inlet",
         "numinlets": 0,
         "numoutlets": 1,
         "outlettype": [
          ""
         ],
         "patching_rect": [
          300.0,
          20.0,
          30.0,
          30.0
         ],
         "comment": "column value"
        }
       },
       {
        "box": {
         "id": "obj-3",
         "maxclass": "newobj",
         "numinlets": 2,
         "numoutlets": 2,
         "outlettype": [
          "",
          ""
         ],
         "patching_rect": [
          40.0,
          70.0,
          84.0,
          22.0
         ],
         "text": "zl.slice 1"
        }
       },
       {
        "box": {
         "id": "obj-4",
         "maxclass": "newobj",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ],
         "patching_rect": [
          40.0,
          110.0,
          112.0,
          22.0
         ],
         "text": "prepend symbol"
        }
       },
       {
        "box": {
         "id": "obj-5",
         "maxclass": "newobj",
         "numinlets": 1,
         "numoutlets": 4,
         "outlettype": [
          "",
          "",
          "",
          ""
         ],
         "patching_rect": [
          40.0,
          150.0,
          42.0,
          22.0
         ],
         "text": "coll",
         "coll_data": {
          "count": 151,
          "data": [
           {
            "key": "mode1_hz",
            "value": [
             0,
             80.0
            ]
           },
           {
            "key": "mode1_damping",
            "value": [
             1,
             10.0
            ]
           },
           {
            "key": "mode1_amp",
            "value": [
             2,
             0.1
            ]
           },
           {
            "key": "mode2_hz",
            "value": [
             3,
             94.03433967572116
            ]
           },
           {
            "key": "mode2_damping",
            "value": [
             4,
             10.0
            ]
           },
           {
            "key": "mode2_amp",
            "value": [
             5,
             0.1
            ]
           },
           {
            "key": "mode3_hz",
            "value": [
             6,
             110.53071297811132
            ]
           },
           {
            "key": "mode3_damping",
            "value": [
             7,
             10.0
            ]
           },
           {
            "key": "mode3_amp",
            "value": [
             8,
             0.1
            ]
           },
           {
            "key": "mode4_hz",
            "value": [
             9,
             129.921032609792
            ]
           },
           {
            "key": "mode4_damping",
            "value": [
             10,
             10.0
            ]
           },
           {
            "key": "mode4_amp",
            "value": [
             11,
             0.1
            ]
           },
           {
            "key": "mode5_hz",
            "value": [
             12,
             152.71298139312034
            ]
           },
           {
            "key": "mode5_damping",
            "value": [
             13,
             10.0
            ]
           },
           {
            "key": "mode5_amp",
            "value": [
             14,
             0.1
            ]
           },
           {
            "key": "mode6_hz",
            "value": [
             15,
             179.50330456515954
            ]
           },
           {
            "key": "mode6_damping",
            "value": [
             16,
             10.0
            ]
           },
           {
            "key": "mode6_amp",
            "value": [
             17,
             0.1
            ]
           },
           {
            "key": "mode7_hz",
            "value": [
             18,
             210.99343392993302
            ]
           },
           {
            "key": "mode7_damping",
            "value": [
             19,
             10.0
            ]
           },
           {
            "key": "mode7_amp",
            "value": [
             20,
             0.1
            ]
           },
           {
            "key": "mode8_hz",
            "value": [
             21,
             248.00785294392685
            ]
           },
           {
            "key": "mode8_damping",
            "value": [
             22,
             10.0
            ]
           },
           {
            "key": "mode8_amp",
            "value": [
             23,
             0.1
            ]
           },
           {
            "key": "mode9_hz",
            "value": [
             24,
             291.515683574694
            ]
           },
           {
            "key": "mode9_damping",
            "value": [
             25,
             10.0
            ]
           },
           {
            "key": "mode9_amp",
            "value": [
             26,
             0.1
            ]
           },
           {
            "key": "mode10_hz",
            "value": [
             27,
             342.6560601257853
            ]
           },
           {
            "key": "mode10_damping",
            "value": [
             28,
             10.0
            ]
           },
           {
            "key": "mode10_amp",
            "value": [
             29,
             0.1
            ]
           },
           {
            "key": "mode11_hz",
            "value": [
             30,
             402.76795437265537
            ]
           },
           {
            "key": "mode11_damping",
            "value": [
             31,
             10.0
            ]
           },
           {
            "key": "mode11_amp",
            "value": [
             32,
             0.1
            ]
           },
           {
            "key": "mode12_hz",
            "value": [
             33,
             473.4252328996704
            ]
           },
           {
            "key": "mode12_damping",
            "value": [
             34,
             10.0
            ]
           },
           {
            "key": "mode12_amp",
            "value": [
             35,
             0.1
            ]
           },
           {
            "key": "mode13_hz",
            "value": [
             36,
             556.4778645193126
            ]
           },
           {
            "key": "mode13_damping",
            "value": [
             37,
             10.0
            ]
           },
           {
            "key": "mode13_amp",
            "value": [
             38,
             0.1
            ]
           },
           {
            "key": "mode14_hz",
            "value": [
             39,
             654.1003566778622
            ]
           },
           {
            "key": "mode14_damping",
            "value": [
             40,
             10.0
            ]
           },
           {
            "key": "mode14_amp",
            "value": [
             41,
             0.1
            ]
           },
           {
            "key": "mode15_hz",
            "value": [
             42,
             768.8486890232057
            ]
           },
           {
            "key": "mode15_damping",
            "value": [
             43,
             10.0
            ]
           },
           {
            "key": "mode15_amp",
            "value": [
             44,
             0.1
            ]
           },
           {
            "key": "mode16_hz",
            "value": [
             45,
             903.7272347855129
            ]
           },
           {
            "key": "mode16_damping",
            "value": [
             46,
             10.0
            ]
           },
           {
            "key": "mode16_amp",
            "value": [
             47,
             0.1
            ]
           },
           {
            "key": "mode17_hz",
            "value": [
             48,
             1062.267422125264
            ]
           },
           {
            "key": "mode17_damping",
            "value": [
             49,
             10.0
            ]
           },
           {
            "key": "mode17_amp",
            "value": [
             50,
             0.1
            ]
           },
           {
            "key": "mode18_hz",
            "value": [
             51,
             1248.6201949822466
            ]
           },
           {
            "key": "mode18_damping",
            "value": [
             52,
             10.0
            ]
           },
           {
            "key": "mode18_amp",
            "value": [
             53,
             0.1
            ]
           },
           {
            "key": "mode19_hz",
            "value": [
             54,
             1467.6646942615728
            ]
           },
           {
            "key": "mode19_damping",
            "value": [
             55,
             10.0
            ]
           },
           {
            "key": "mode19_amp",
            "value": [
             56,
             0.1
            ]
           },
           {
            "key": "mode20_hz",
            "value": [
             57,
             1725.136004878202
            ]
           },
           {
            "key": "mode20_damping",
            "value": [
             58,
             10.0
            ]
           },
           {
            "key": "mode20_amp",
            "value": [
             59,
             0.1
            ]
           },
           {
            "key": "mode21_hz",
            "value": [
             60,
             2027.775313369167
            ]
           },
           {
            "key": "mode21_damping",
            "value": [
             61,
             10.0
            ]
           },
           {
            "key": "mode21_amp",
            "value": [
             62,
             0.1
            ]
           },
           {
            "key": "mode22_hz",
            "value": [
             63,
             2383.5064075424766
            ]
           },
           {
            "key": "mode22_damping",
            "value": [
             64,
             10.0
            ]
           },
           {
            "key": "mode22_amp",
            "value": [
             65,
             0.1
            ]
           },
           {
            "key": "mode23_hz",
            "value": [
             66,
             2801.64313932634
            ]
           },
           {
            "key": "mode23_damping",
            "value": [
             67,
             10.0
            ]
           },
           {
            "key": "mode23_amp",
            "value": [
             68,
             0.1
            ]
           },
           {
            "key": "mode24_hz",
            "value": [
             69,
             3293.133282669585
            ]
           },
           {
            "key": "mode24_damping",
            "value": [
             70,
             10.0
            ]
           },
           {
            "key": "mode24_amp",
            "value": [
             71,
             0.1
            ]
           },
           {
            "key": "mode25_hz",
            "value": [
             72,
             3870.8451712496794
            ]
           },
           {
            "key": "mode25_damping",
            "value": [
             73,
             10.0
            ]
           },
           {
            "key": "mode25_amp",
            "value": [
             74,
             0.1
            ]
           },
           {
            "key": "mode26_hz",
            "value": [
             75,
             4549.904620817717
            ]
           },
           {
            "key": "mode26_damping",
            "value": [
             76,
             10.0
            ]
           },
           {
            "key": "mode26_amp",
            "value": [
             77,
             0.1
            ]
           },
           {
            "key": "mode27_hz",
            "value": [
             78,
             5348.090957576333
            ]
           },
           {
            "key": "mode27_damping",
            "value": [
             79,
             10.0
            ]
           },
           {
            "key": "mode27_amp",
            "value": [
             80,
             0.1
            ]
           },
           {
            "key": "mode28_hz",
            "value": [
             81,
             6286.30252151732
            ]
           },
           {
            "key": "mode28_damping",
            "value": [
             82,
             10.0
            ]
           },
           {
            "key": "mode28_amp",
            "value": [
             83,
             0.1
            ]
           },
           {
            "key": "mode29_hz",
            "value": [
             84,
             7389.103832658775
            ]
           },
           {
            "key": "mode29_damping",
            "value": [
             85,
             10.0
            ]
           },
           {
            "key": "mode29_amp",
            "value": [
             86,
             0.1
            ]
           },
           {
            "key": "mode30_hz",
            "value": [
             87,
             8685.368746242602
            ]
           },
           {
            "key": "mode30_damping",
            "value": [
             88,
             10.0
            ]
           },
           {
            "key": "mode30_amp",
            "value": [
             89,
             0.1
            ]
           },
           {
            "key": "mode31_hz",
            "value": [
             90,
             10209.036436163371
            ]
           },
           {
            "key": "mode31_damping",
            "value": [
             91,
             10.0
            ]
           },
           {
            "key": "mode31_amp",
            "value": [
             92,
             0.1
            ]
           },
           {
            "key": "mode32_hz",
            "value": [
             93,
             12000.0
            ]
           },
           {
            "key": "mode32_damping",
            "value": [
             94,
             10.0
            ]
           },
           {
            "key": "mode32_amp",
            "value": [
             95,
             0.1
            ]
           },
           {
            "key": "band1_hz",
            "value": [
             96,
             60.0
            ]
           },
           {
            "key": "band1_damping",
            "value": [
             97,
             8.0
            ]
           },
           {
            "key": "band1_amp",
            "value": [
             98,
             0.01
            ]
           },
           {
            "key": "band2_hz",
            "value": [
             99,
             86.30110757190667
            ]
           },
           {
            "key": "band2_damping",
            "value": [
             100,
             8.0
            ]
           },
           {
            "key": "band2_amp",
            "value": [
             101,
             0.01
            ]
           },
           {
            "key": "band3_hz",
            "value": [
             102,
             124.1313528022968
            ]
           },
           {
            "key": "band3_damping",
            "value": [
             103,
             8.0
            ]
           },
           {
            "key": "band3_amp",
            "value": [
             104,
             0.01
            ]
           },
           {
            "key": "band4_hz",
            "value": [
             105,
             178.54455385395525
            ]
           },
           {
            "key": "band4_damping",
            "value": [
             106,
             8.0
            ]
           },
           {
            "key": "band4_amp",
            "value": [
             107,
             0.01
            ]
           },
           {
            "key": "band5_hz",
            "value": [
             108,
             256.80987914213796
            ]
           },
           {
            "key": "band5_damping",
            "value": [
             109,
             8.0
            ]
           },
           {
            "key": "band5_amp",
            "value": [
             110,
             0.01
            ]
           },
           {
            "key": "band6_hz",
            "value": [
             111,
             369.3829500895667
            ]
           },
           {
            "key": "band6_damping",
            "value": [
             112,
             8.0
            ]
           },
           {
            "key": "band6_amp",
            "value": [
             113,
             0.01
            ]
           },
           {
            "key": "band7_hz",
            "value": [
             114,
             531.3026285151321
            ]
           },
           {
            "key": "band7_damping",
            "value": [
             115,
             8.0
            ]
           },
           {
            "key": "band7_amp",
            "value": [
             116,
             0.01
            ]
           },
           {
            "key": "band8_hz",
            "value": [
             117,
             764.2000882786866
            ]
           },
           {
            "key": "band8_damping",
            "value": [
             118,
             8.0
            ]
           },
           {
            "key": "band8_amp",
            "value": [
             119,
             0.01
            ]
           },
           {
            "key": "band9_hz",
            "value": [
             120,
             1099.1885670833249
            ]
           },
           {
            "key": "band9_damping",
            "value": [
             121,
             8.0
            ]
           },
           {
            "key": "band9_amp",
            "value": [
             122,
             0.01
            ]
           },
           {
            "key": "band10_hz",
            "value": [
             123,
             1581.019846161133
            ]
           },
           {
            "key": "band10_damping",
            "value": [
             124,
             8.0
            ]
           },
           {
            "key": "band10_amp",
            "value": [
             125,
             0.01
            ]
           },
           {
            "key": "band11_hz",
            "value": [
             126,
             2274.062730281188
            ]
           },
           {
            "key": "band11_damping",
            "value": [
             127,
             8.0
            ]
           },
           {
            "key": "band11_amp",
            "value": [
             128,
             0.01
            ]
           },
           {
            "key": "band12_hz",
            "value": [
             129,
             3270.902205187677
            ]
           },
           {
            "key": "band12_damping",
            "value": [
             130,
             8.0
            ]
           },
           {
            "key": "band12_amp",
            "value": [
             131,
             0.01
            ]
           },
           {
            "key": "band13_hz",
            "value": [
             132,
             4704.708051118144
            ]
           },
           {
            "key": "band13_damping",
            "value": [
             133,
             8.0
            ]
           },
           {
            "key": "band13_amp",
            "value": [
             134,
             0.01
            ]
           },
           {
            "key": "band14_hz",
            "value": [
             135,
             6767.025260232705
            ]
           },
           {
            "key": "band14_damping",
            "value": [
             136,
             8.0
            ]
           },
           {
            "key": "band14_amp",
            "value": [
             137,
             0.01
            ]
           },
           {
            "key": "band15_hz",
            "value": [
             138,
             9733.362915419206
            ]
           },
           {
            "key": "band15_damping",
            "value": [
             139,
             8.0
            ]
           },
           {
            "key": "band15_amp",
            "value": [
             140,
             0.01
            ]
           },
           {
            "key": "band16_hz",
            "value": [
             141,
             14000.0
            ]
           },
           {
            "key": "band16_damping",
            "value": [
             142,
             8.0
            ]
           },
           {
            "key": "band16_amp",
            "value": [
             143,
             0.01
            ]
           },
           {
            "key": "mix",
            "value": [
             144,
             0.5
            ]
           },
           {
            "key": "level",
            "value": [
             145,
             -6.0
            ]
           },
           {
            "key": "release",
            "value": [
             146,
             2.0
            ]
           },
           {
            "key": "tune",
            "value": [
             147,
             0.0
            ]
           },
           {
            "key": "room",
            "value": [
             148,
             1.0
            ]
           },
           {
            "key": "length",
            "value": [
             149,
             1.0
            ]
           },
           {
            "key": "volume",
            "value": [
             150,
             0.0
            ]
           }
          ]
         },
         "saved_object_attributes": {
          "embed": 1,
          "precision": 6
         }
        }
       },
       {
        "box": {
         "id": "obj-6",
         "maxclass": "newobj",
         "numinlets": 2,
         "numoutlets": 2,
         "outlettype": [
          "",
          ""
         ],
         "patching_rect": [
          40.0,
          190.0,
          84.0,
          22.0
         ],
         "text": "zl.slice 1"
        }
       },
       {
        "box": {
         "id": "obj-7",
         "maxclass": "newobj",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ],
         "patching_rect": [
          40.0,
          240.0,
          77.0,
          22.0
         ],
         "text": "pack 0 0."
        }
       },
       {
        "box": {
         "id": "obj-8",
         "maxclass": "newobj",
         "numinlets": 3,
         "numoutlets": 1,
         "outlettype": [
          "float"
         ],
         "patching_rect": [
          40.0,
          300.0,
          175.0,
          22.0
         ],
         "text": "peek~ sds-impact-params"
        }
       },
       {
        "box": {
         "id": "obj-9",
         "maxclass": "newobj",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          "bang"
         ],
         "patching_rect": [
          300.0,
          110.0,
          70.0,
          22.0
         ],
         "text": "loadbang"
        }
       },
       {
        "box": {
         "id": "obj-10",
         "maxclass": "message",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ],
         "patching_rect": [
          300.0,
          150.0,
          42.0,
          22.0
         ],
         "text": "dump"
        }
       },
       {
        "box": {
         "id": "obj-11",
         "maxclass": "newobj",
         "numinlets": 1,
         "numoutlets": 4,
         "outlettype": [
          "",
          "",
          "",
          ""
         ],
         "patching_rect": [
          300.0,
          190.0,
          42.0,
          22.0
         ],
         "text": "coll",
         "coll_data": {
          "count": 151,
          "data": [
           {
            "key": "mode1_hz",
            "value": [
             0,
             80.0
            ]
           },
           {
            "key": "mode1_damping",
            "value": [
             1,
             10.0
            ]
           },
           {
            "key": "mode1_amp",
            "value": [
             2,
             0.1
            ]
           },
           {
            "key": "mode2_hz",
            "value": [
             3,
             94.03433967572116
            ]
           },
           {
            "key": "mode2_damping",
            "value": [
             4,
             10.0
            ]
           },
           {
            "key": "mode2_amp",
            "value": [
             5,
             0.1
            ]
           },
           {
            "key": "mode3_hz",
            "value": [
             6,
             110.53071297811132
            ]
           },
           {
            "key": "mode3_damping",
            "value": [
             7,
             10.0
            ]
           },
           {
            "key": "mode3_amp",
            "value": [
             8,
             0.1
            ]
           },
           {
            "key": "mode4_hz",
            "value": [
             9,
             129.921032609792
            ]
           },
           {
            "key": "mode4_damping",
            "value": [
             10,
             10.0
            ]
           },
           {
            "key": "mode4_amp",
            "value": [
             11,
             0.1
            ]
           },
           {
            "key": "mode5_hz",
            "value": [
             12,
             152.71298139312034
            ]
           },
           {
            "key": "mode5_damping",
            "value": [
             13,
             10.0
            ]
           },
           {
            "key": "mode5_amp",
            "value": [
             14,
             0.1
            ]
           },
           {
            "key": "mode6_hz",
            "value": [
             15,
             179.50330456515954
            ]
           },
           {
            "key": "mode6_damping",
            "value": [
             16,
             10.0
            ]
           },
           {
            "key": "mode6_amp",
            "value": [
             17,
             0.1
            ]
           },
           {
            "key": "mode7_hz",
            "value": [
             18,
             210.99343392993302
            ]
           },
           {
            "key": "mode7_damping",
            "value": [
             19,
             10.0
            ]
           },
           {
            "key": "mode7_amp",
            "value": [
             20,
             0.1
            ]
           },
           {
            "key": "mode8_hz",
            "value": [
             21,
             248.00785294392685
            ]
           },
           {
            "key": "mode8_damping",
            "value": [
             22,
             10.0
            ]
           },
           {
            "key": "mode8_amp",
            "value": [
             23,
             0.1
            ]
           },
           {
            "key": "mode9_hz",
            "value": [
             24,
             291.515683574694
            ]
           },
           {
            "key": "mode9_damping",
            "value": [
             25,
             10.0
            ]
           },
           {
            "key": "mode9_amp",
            "value": [
             26,
             0.1
            ]
           },
           {
            "key": "mode10_hz",
            "value": [
             27,
             342.6560601257853
            ]
           },
           {
            "key": "mode10_damping",
            "value": [
             28,
             10.0
            ]
           },
           {
            "key": "mode10_amp",
            "value": [
             29,
             0.1
            ]
           },
           {
            "key": "mode11_hz",
            "value": [
             30,
             402.76795437265537
            ]
           },
           {
            "key": "mode11_damping",
            "value": [
             31,
             10.0
            ]
           },
           {
            "key": "mode11_amp",
            "value": [
             32,
             0.1
            ]
           },
           {
            "key": "mode12_hz",
            "value": [
             33,
             473.4252328996704
            ]
           },
           {
            "key": "mode12_damping",
            "value": [
             34,
             10.0
            ]
           },
           {
            "key": "mode12_amp",
            "value": [
             35,
             0.1
            ]
           },
           {
            "key": "mode13_hz",
            "value": [
             36,
             556.4778645193126
            ]
           },
           {
            "key": "mode13_damping",
            "value": [
             37,
             10.0
            ]
           },
           {
            "key": "mode13_amp",
            "value": [
             38,
             0.1
            ]
           },
           {
            "key": "mode14_hz",
            "value": [
             39,
             654.1003566778622
            ]
           },
           {
            "key": "mode14_damping",
            "value": [
             40,
             10.0
            ]
           },
           {
            "key": "mode14_amp",
            "value": [
             41,
             0.1
            ]
           },
           {
            "key": "mode15_hz",
            "value": [
             42,
             768.8486890232057
            ]
           },
           {
            "key": "mode15_damping",
            "value": [
             43,
             10.0
            ]
           },
           {
            "key": "mode15_amp",
            "value": [
             44,
             0.1
            ]
           },
           {
            "key": "mode16_hz",
            "value": [
             45,
             903.7272347855129
            ]
           },
           {
            "key": "mode16_damping",
            "value": [
             46,
             10.0
            ]
           },
           {
            "key": "mode16_amp",
            "value": [
             47,
             0.1
            ]
           },
           {
            "key": "mode17_hz",
            "value": [
             48,
             1062.267422125264
            ]
           },
           {
            "key": "mode17_damping",
            "value": [
             49,
             10.0
            ]
           },
           {
            "key": "mode17_amp",
            "value": [
             50,
             0.1
            ]
           },
           {
            "key": "mode18_hz",
            "value": [
             51,
             1248.6201949822466
            ]
           },
           {
            "key": "mode18_damping",
            "value": [
             52,
             10.0
            ]
           },
           {
            "key": "mode18_amp",
            "value": [
             53,
             0.1
            ]
           },
           {
            "key": "mode19_hz",
            "value": [
             54,
             1467.6646942615728
            ]
           },
           {
            "key": "mode19_damping",
            "value": [
             55,
             10.0
            ]
           },
           {
            "key": "mode19_amp",
            "value": [
             56,
             0.1
            ]
           },
           {
            "key": "mode20_hz",
            "value": [
             57,
             1725.136004878202
            ]
           },
           {
            "key": "mode20_damping",
            "value": [
             58,
             10.0
            ]
           },
           {
            "key": "mode20_amp",
            "value": [
             59,
             0.1
            ]
           },
           {
            "key": "mode21_hz",
            "value": [
             60,
             2027.775313369167
            ]
           },
           {
            "key": "mode21_damping",
            "value": [
             61,
             10.0
            ]
           },
           {
            "key": "mode21_amp",
            "value": [
             62,
             0.1
            ]
           },
           {
            "key": "mode22_hz",
            "value": [
             63,
             2383.5064075424766
            ]
           },
           {
            "key": "mode22_damping",
            "value": [
             64,
             10.0
            ]
           },
           {
            "key": "mode22_amp",
            "value": [
             65,
             0.1
            ]
           },
           {
            "key": "mode23_hz",
            "value": [
             66,
             2801.64313932634
            ]
           },
           {
            "key": "mode23_damping",
            "value": [
             67,
             10.0
            ]
           },
           {
            "key": "mode23_amp",
            "value": [
             68,
             0.1
            ]
           },
           {
            "key": "mode24_hz",
            "value": [
             69,
             3293.133282669585
            ]
           },
           {
            "key": "mode24_damping",
            "value": [
             70,
             10.0
            ]
           },
           {
            "key": "mode24_amp",
            "value": [
             71,
             0.1
            ]
           },
           {
            "key": "mode25_hz",
            "value": [
             72,
             3870.8451712496794
            ]
           },
           {
            "key": "mode25_damping",
            "value": [
             73,
             10.0
            ]
           },
           {
            "key": "mode25_amp",
            "value": [
             74,
             0.1
            ]
           },
           {
            "key": "mode26_hz",
            "value": [
             75,
             4549.904620817717
            ]
           },
           {
            "key": "mode26_damping",
            "value": [
             76,
             10.0
            ]
           },
           {
            "key": "mode26_amp",
            "value": [
             77,
             0.1
            ]
           },
           {
            "key": "mode27_hz",
            "value": [
             78,
             5348.090957576333
            ]
           },
           {
            "key": "mode27_damping",
            "value": [
             79,
             10.0
            ]
           },
           {
            "key": "mode27_amp",
            "value": [
             80,
             0.1
            ]
           },
           {
            "key": "mode28_hz",
            "value": [
             81,
             6286.30252151732
            ]
           },
           {
            "key": "mode28_damping",
            "value": [
             82,
             10.0
            ]
           },
           {
            "key": "mode28_amp",
            "value": [
             83,
             0.1
            ]
           },
           {
            "key": "mode29_hz",
            "value": [
             84,
             7389.103832658775
            ]
           },
           {
            "key": "mode29_damping",
            "value": [
             85,
             10.0
            ]
           },
           {
            "key": "mode29_amp",
            "value": [
             86,
             0.1
            ]
           },
           {
            "key": "mode30_hz",
            "value": [
             87,
             8685.368746242602
            ]
           },
           {
            "key": "mode30_damping",
            "value": [
             88,
             10.0
            ]
           },
           {
            "key": "mode30_amp",
            "value": [
             89,
             0.1
            ]
           },
           {
            "key": "mode31_hz",
            "value": [
             90,
             10209.036436163371
            ]
           },
           {
            "key": "mode31_damping",
            "value": [
             91,
             10.0
            ]
           },
           {
            "key": "mode31_amp",
            "value": [
             92,
             0.1
            ]
           },
           {
            "key": "mode32_hz",
            "value": [
             93,
             12000.0
            ]
           },
           {
            "key": "mode32_damping",
            "value": [
             94,
             10.0
            ]
           },
           {
            "key": "mode32_amp",
            "value": [
             95,
             0.1
            ]
           },
           {
            "key": "band1_hz",
            "value": [
             96,
             60.0
            ]
           },
           {
            "key": "band1_damping",
            "value": [
             97,
             8.0
            ]
           },
           {
            "key": "band1_amp",
            "value": [
             98,
             0.01
            ]
           },
           {
            "key": "band2_hz",
            "value": [
             99,
             86.30110757190667
            ]
           },
           {
            "key": "band2_damping",
            "value": [
             100,
             8.0
            ]
           },
           {
            "key": "band2_amp",
            "value": [
             101,
             0.01
            ]
           },
           {
            "key": "band3_hz",
            "value": [
             102,
             124.1313528022968
            ]
           },
           {
            "key": "band3_damping",
            "value": [
             103,
             8.0
            ]
           },
           {
            "key": "band3_amp",
            "value": [
             104,
             0.01
            ]
           },
           {
            "key": "band4_hz",
            "value": [
             105,
             178.54455385395525
            ]
           },
           {
            "key": "band4_damping",
            "value": [
             106,
             8.0
            ]
           },
           {
            "key": "band4_amp",
            "value": [
             107,
             0.01
            ]
           },
           {
            "key": "band5_hz",
            "value": [
             108,
             256.80987914213796
            ]
           },
           {
            "key": "band5_damping",
            "value": [
             109,
             8.0
            ]
           },
           {
            "key": "band5_amp",
            "value": [
             110,
             0.01
            ]
           },
           {
            "key": "band6_hz",
            "value": [
             111,
             369.3829500895667
            ]
           },
           {
            "key": "band6_damping",
            "value": [
             112,
             8.0
            ]
           },
           {
            "key": "band6_amp",
            "value": [
             113,
             0.01
            ]
           },
           {
            "key": "band7_hz",
            "value": [
             114,
             531.3026285151321
            ]
           },
           {
            "key": "band7_damping",
            "value": [
             115,
             8.0
            ]
           },
           {
            "key": "band7_amp",
            "value": [
             116,
             0.01
            ]
           },
           {
            "key": "band8_hz",
            "value": [
             117,
             764.2000882786866
            ]
           },
           {
            "key": "band8_damping",
            "value": [
             118,
             8.0
            ]
           },
           {
            "key": "band8_amp",
            "value": [
             119,
             0.01
            ]
           },
           {
            "key": "band9_hz",
            "value": [
             120,
             1099.1885670833249
            ]
           },
           {
            "key": "band9_damping",
            "value": [
             121,
             8.0
            ]
           },
           {
            "key": "band9_amp",
            "value": [
             122,
             0.01
            ]
           },
           {
            "key": "band10_hz",
            "value": [
             123,
             1581.019846161133
            ]
           },
           {
            "key": "band10_damping",
            "value": [
             124,
             8.0
            ]
           },
           {
            "key": "band10_amp",
            "value": [
             125,
             0.01
            ]
           },
           {
            "key": "band11_hz",
            "value": [
             126,
             2274.062730281188
            ]
           },
           {
            "key": "band11_damping",
            "value": [
             127,
             8.0
            ]
           },
           {
            "key": "band11_amp",
            "value": [
             128,
             0.01
            ]
           },
           {
            "key": "band12_hz",
            "value": [
             129,
             3270.902205187677
            ]
           },
           {
            "key": "band12_damping",
            "value": [
             130,
             8.0
            ]
           },
           {
            "key": "band12_amp",
            "value": [
             131,
             0.01
            ]
           },
           {
            "key": "band13_hz",
            "value": [
             132,
             4704.708051118144
            ]
           },
           {
            "key": "band13_damping",
            "value": [
             133,
             8.0
            ]
           },
           {
            "key": "band13_amp",
            "value": [
             134,
             0.01
            ]
           },
           {
            "key": "band14_hz",
            "value": [
             135,
             6767.025260232705
            ]
           },
           {
            "key": "band14_damping",
            "value": [
             136,
             8.0
            ]
           },
           {
            "key": "band14_amp",
            "value": [
             137,
             0.01
            ]
           },
           {
            "key": "band15_hz",
            "value": [
             138,
             9733.362915419206
            ]
           },
           {
            "key": "band15_damping",
            "value": [
             139,
             8.0
            ]
           },
           {
            "key": "band15_amp",
            "value": [
             140,
             0.01
            ]
           },
           {
            "key": "band16_hz",
            "value": [
             141,
             14000.0
            ]
           },
           {
            "key": "band16_damping",
            "value": [
             142,
             8.0
            ]
           },
           {
            "key": "band16_amp",
            "value": [
             143,
             0.01
            ]
           },
           {
            "key": "mix",
            "value": [
             144,
             0.5
            ]
           },
           {
            "key": "level",
            "value": [
             145,
             -6.0
            ]
           },
           {
            "key": "release",
            "value": [
             146,
             2.0
            ]
           },
           {
            "key": "tune",
            "value": [
             147,
             0.0
            ]
           },
           {
            "key": "room",
            "value": [
             148,
             1.0
            ]
           },
           {
            "key": "length",
            "value": [
             149,
             1.0
            ]
           },
           {
            "key": "volume",
            "value": [
             150,
             0.0
            ]
           }
          ]
         },
         "saved_object_attributes": {
          "embed": 1,
          "precision": 6
         }
        }
       },
       {
        "box": {
         "id": "obj-12",
         "maxclass": "newobj",
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "float",
          "bang"
         ],
         "patching_rect": [
          300.0,
          300.0,
          266.0,
          22.0
         ],
         "text": "buffer~ sds-impact-params @samps 151"
        }
       },
       {
        "box": {
         "id": "obj-13",
         "maxclass": "comment",
         "numinlets": 1,
         "numoutlets": 0,
         "patching_rect": [
          300.0,
          330.0,
          210.0,
          22.0
         ],
         "text": "the parameters, one a sample"
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
          "obj-4",
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
          "obj-5",
          0
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
          "obj-7",
          0
         ]
        }
       },
       {
        "patchline": {
         "destination": [
          "obj-7",
          1
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
          "obj-8",
          0
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
          "obj-11",
          0
         ]
        }
       }
      ]
     }
    }
   },
   {
    "box": {
     "id": "obj-13",
     "maxclass": "newobj",
     "numinlets": 3,
     "numoutlets": 3,
     "outlettype": [
      "",
      "",
      ""
     ],
     "patching_rect": [
      480.0,
      180.0,
      119.0,
      22.0
     ],
     "text": "route begin end"
    }
   },
   {
    "box": {
     "id": "obj-14",
     "maxclass": "button",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      "bang"
     ],
     "patching_rect": [
      480.0,
      230.0,
      24.0,
      24.0
     ],
     "presentation": 1,
     "presentation_rect": [
      540.0,
      64.0,
      24.0,
      24.0
     ],
     "ignoreclick": 1
    }
   },
   {
    "box": {
     "id": "obj-15",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      520.0,
      230.0,
      77.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      526.0,
      92.0,
      90.0,
      18.0
     ],
     "text": "new sound",
     "fontsize": 10.0,
     "textcolor": [
      0.55,
      0.57,
      0.6,
      1.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-16",
     "maxclass": "live.dial",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "float"
     ],
     "patching_rect": [
      620.0,
      260.0,
      41.0,
      48.0
     ],
     "presentation": 1,
     "presentation_rect": [
      44.0,
      70.0,
      54.0,
      58.0
     ],
     "activedialcolor": [
      0.98,
      0.62,
      0.24,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "tune",
     "annotation": "transposes the object, not its room",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "tune",
       "parameter_shortname": "tune",
       "parameter_type": 0,
       "parameter_mmin": -24.0,
       "parameter_mmax": 24.0,
       "parameter_initial": [
        0.0
       ],
       "parameter_initial_enable": 1,
       "parameter_invisible": 0,
       "parameter_modmode": 0,
       "parameter_unitstyle": 7,
       "parameter_annotation_name": "tune"
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-17",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      620.0,
      330.0,
      91.0,
      22.0
     ],
     "text": "prepend 147"
    }
   },
   {
    "box": {
     "id": "obj-18",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      620.0,
      390.0,
      259.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      24.0,
      132.0,
      96.0,
      60.0
     ],
     "text": "transposes the object, not its room",
     "fontsize": 10.0,
     "textcolor": [
      0.55,
      0.57,
      0.6,
      1.0
     ],
     "textjustification": 1,
     "linecount": 3
    }
   },
   {
    "box": {
     "id": "obj-19",
     "maxclass": "live.dial",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "float"
     ],
     "patching_rect": [
      680.0,
      260.0,
      41.0,
      48.0
     ],
     "presentation": 1,
     "presentation_rect": [
      148.0,
      70.0,
      54.0,
      58.0
     ],
     "activedialcolor": [
      0.98,
      0.62,
      0.24,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "room",
     "annotation": "times the decay of the reverb",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "room",
       "parameter_shortname": "room",
       "parameter_type": 0,
       "parameter_mmin": 0.25,
       "parameter_mmax": 4.0,
       "parameter_initial": [
        1.0
       ],
       "parameter_initial_enable": 1,
       "parameter_invisible": 0,
       "parameter_modmode": 0,
       "parameter_unitstyle": 1,
       "parameter_annotation_name": "room",
       "parameter_exponent": 2.321928
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-20",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      710.0,
      360.0,
      91.0,
      22.0
     ],
     "text": "prepend 148"
    }
   },
   {
    "box": {
     "id": "obj-21",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      620.0,
      420.0,
      217.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      128.0,
      132.0,
      96.0,
      60.0
     ],
     "text": "times the decay of the reverb",
     "fontsize": 10.0,
     "textcolor": [
      0.55,
      0.57,
      0.6,
      1.0
     ],
     "textjustification": 1,
     "linecount": 3
    }
   },
   {
    "box": {
     "id": "obj-22",
     "maxclass": "live.dial",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "float"
     ],
     "patching_rect": [
      740.0,
      260.0,
      41.0,
      48.0
     ],
     "presentation": 1,
     "presentation_rect": [
      252.0,
      70.0,
      54.0,
      58.0
     ],
     "activedialcolor": [
      0.98,
      0.62,
      0.24,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "length",
     "annotation": "times the decay of the object",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "length",
       "parameter_shortname": "length",
       "parameter_type": 0,
       "parameter_mmin": 0.25,
       "parameter_mmax": 4.0,
       "parameter_initial": [
        1.0
       ],
       "parameter_initial_enable": 1,
       "parameter_invisible": 0,
       "parameter_modmode": 0,
       "parameter_unitstyle": 1,
       "parameter_annotation_name": "length",
       "parameter_exponent": 2.321928
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-23",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      800.0,
      330.0,
      91.0,
      22.0
     ],
     "text": "prepend 149"
    }
   },
   {
    "box": {
     "id": "obj-24",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      620.0,
      450.0,
      217.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      232.0,
      132.0,
      96.0,
      60.0
     ],
     "text": "times the decay of the object",
     "fontsize": 10.0,
     "textcolor": [
      0.55,
      0.57,
      0.6,
      1.0
     ],
     "textjustification": 1,
     "linecount": 3
    }
   },
   {
    "box": {
     "id": "obj-25",
     "maxclass": "live.dial",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "float"
     ],
     "patching_rect": [
      800.0,
      260.0,
      41.0,
      48.0
     ],
     "presentation": 1,
     "presentation_rect": [
      356.0,
      70.0,
      54.0,
      58.0
     ],
     "activedialcolor": [
      0.98,
      0.62,
      0.24,
      1.0
     ],
     "parameter_enable": 1,
     "varname": "volume",
     "annotation": "on top of the preset's level",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "volume",
       "parameter_shortname": "volume",
       "parameter_type": 0,
       "parameter_mmin": -48.0,
       "parameter_mmax": 12.0,
       "parameter_initial": [
        0.0
       ],
       "parameter_initial_enable": 1,
       "parameter_invisible": 0,
       "parameter_modmode": 0,
       "parameter_unitstyle": 4,
       "parameter_annotation_name": "volume"
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-26",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      890.0,
      360.0,
      91.0,
      22.0
     ],
     "text": "prepend 150"
    }
   },
   {
    "box": {
     "id": "obj-27",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      620.0,
      480.0,
      210.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      336.0,
      132.0,
      96.0,
      60.0
     ],
     "text": "on top of the preset's level",
     "fontsize": 10.0,
     "textcolor": [
      0.55,
      0.57,
      0.6,
      1.0
     ],
     "textjustification": 1,
     "linecount": 3
    }
   },
   {
    "box": {
     "id": "obj-28",
     "maxclass": "live.gain~",
     "numinlets": 2,
     "numoutlets": 5,
     "outlettype": [
      "signal",
      "signal",
      "",
      "float",
      "list"
     ],
     "patching_rect": [
      40.0,
      440.0,
      48.0,
      136.0
     ],
     "presentation": 1,
     "presentation_rect": [
      468.0,
      64.0,
      48.0,
      201.0
     ],
     "parameter_enable": 1,
     "varname": "gain",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "gain",
       "parameter_shortname": "gain",
       "parameter_type": 0,
       "parameter_mmin": -70.0,
       "parameter_mmax": 6.0,
       "parameter_initial": [
        -6.0
       ],
       "parameter_initial_enable": 1,
       "parameter_unitstyle": 4
      }
     }
    }
   },
   {
    "box": {
     "id": "obj-29",
     "maxclass": "ezdac~",
     "numinlets": 2,
     "numoutlets": 0,
     "patching_rect": [
      40.0,
      600.0,
      45.0,
      45.0
     ],
     "presentation": 1,
     "presentation_rect": [
      540.0,
      196.0,
      45.0,
      45.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-30",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      110.0,
      610.0,
      98.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      526.0,
      245.0,
      90.0,
      18.0
     ],
     "text": "sound on/off",
     "fontsize": 10.0,
     "textcolor": [
      0.55,
      0.57,
      0.6,
      1.0
     ]
    }
   }
  ],
  "lines": [
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
      "obj-5",
      1
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
      "obj-9",
      1
     ],
     "source": [
      "obj-6",
      1
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
      "obj-8",
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
      "obj-6",
      0
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
      "obj-8",
      1
     ],
     "source": [
      "obj-7",
      1
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
      "obj-7",
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
      "obj-4",
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
      "obj-12",
      0
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
      "obj-13",
      0
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
      "obj-14",
      0
     ],
     "source": [
      "obj-13",
      1
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
      "obj-16",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-12",
      1
     ],
     "source": [
      "obj-17",
      0
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
      "obj-12",
      1
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
      "obj-22",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-12",
      1
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
      "obj-26",
      0
     ],
     "source": [
      "obj-25",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-12",
      1
     ],
     "source": [
      "obj-26",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-28",
      0
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
      "obj-28",
      1
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
      "obj-29",
      0
     ],
     "source": [
      "obj-28",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-29",
      1
     ],
     "source": [
      "obj-28",
      1
     ]
    }
   }
  ]
 }
}
