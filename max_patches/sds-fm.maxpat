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
      105.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      16.0,
      10.0,
      300.0,
      27.0
     ],
     "text": "sds-bridge FM",
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
      469.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      16.0,
      38.0,
      600.0,
      20.0
     ],
     "text": "four operators, full matrix · play it with MIDI or the keys below",
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
      364.0,
      22.0
     ],
     "text": "poly~ sds-fm-voice 16 @steal 1 @args sds-fm-params"
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
      119.0,
      22.0
     ],
     "text": "r sds-bridge.fm"
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
          "count": 50,
          "data": [
           {
            "key": "root_hz",
            "value": [
             0,
             220.0
            ]
           },
           {
            "key": "sweep",
            "value": [
             1,
             0.0
            ]
           },
           {
            "key": "sweep_time",
            "value": [
             2,
             0.03
            ]
           },
           {
            "key": "op1_mode",
            "value": [
             3,
             0.0
            ]
           },
           {
            "key": "op1_ratio",
            "value": [
             4,
             1.0
            ]
           },
           {
            "key": "op1_fixed_hz",
            "value": [
             5,
             1000.0
            ]
           },
           {
            "key": "op1_attack",
            "value": [
             6,
             0.002
            ]
           },
           {
            "key": "op1_decay",
            "value": [
             7,
             0.5
            ]
           },
           {
            "key": "op1_level",
            "value": [
             8,
             1.0
            ]
           },
           {
            "key": "op2_mode",
            "value": [
             9,
             0.0
            ]
           },
           {
            "key": "op2_ratio",
            "value": [
             10,
             2.0
            ]
           },
           {
            "key": "op2_fixed_hz",
            "value": [
             11,
             1000.0
            ]
           },
           {
            "key": "op2_attack",
            "value": [
             12,
             0.002
            ]
           },
           {
            "key": "op2_decay",
            "value": [
             13,
             0.5
            ]
           },
           {
            "key": "op2_level",
            "value": [
             14,
             0.0
            ]
           },
           {
            "key": "op3_mode",
            "value": [
             15,
             0.0
            ]
           },
           {
            "key": "op3_ratio",
            "value": [
             16,
             3.0
            ]
           },
           {
            "key": "op3_fixed_hz",
            "value": [
             17,
             1000.0
            ]
           },
           {
            "key": "op3_attack",
            "value": [
             18,
             0.002
            ]
           },
           {
            "key": "op3_decay",
            "value": [
             19,
             0.5
            ]
           },
           {
            "key": "op3_level",
            "value": [
             20,
             0.0
            ]
           },
           {
            "key": "op4_mode",
            "value": [
             21,
             0.0
            ]
           },
           {
            "key": "op4_ratio",
            "value": [
             22,
             4.0
            ]
           },
           {
            "key": "op4_fixed_hz",
            "value": [
             23,
             1000.0
            ]
           },
           {
            "key": "op4_attack",
            "value": [
             24,
             0.002
            ]
           },
           {
            "key": "op4_decay",
            "value": [
             25,
             0.5
            ]
           },
           {
            "key": "op4_level",
            "value": [
             26,
             0.0
            ]
           },
           {
            "key": "a11",
            "value": [
             27,
             0.0
            ]
           },
           {
            "key": "a12",
            "value": [
             28,
             0.0
            ]
           },
           {
            "key": "a13",
            "value": [
             29,
             0.0
            ]
           },
           {
            "key": "a14",
            "value": [
             30,
             0.0
            ]
           },
           {
            "key": "a21",
            "value": [
             31,
             0.0
            ]
           },
           {
            "key": "a22",
            "value": [
             32,
             0.0
            ]
           },
           {
            "key": "a23",
            "value": [
             33,
             0.0
            ]
           },
           {
            "key": "a24",
            "value": [
             34,
             0.0
            ]
           },
           {
            "key": "a31",
            "value": [
             35,
             0.0
            ]
           },
           {
            "key": "a32",
            "value": [
             36,
             0.0
            ]
           },
           {
            "key": "a33",
            "value": [
             37,
             0.0
            ]
           },
           {
            "key": "a34",
            "value": [
             38,
             0.0
            ]
           },
           {
            "key": "a41",
            "value": [
             39,
             0.0
            ]
           },
           {
            "key": "a42",
            "value": [
             40,
             0.0
            ]
           },
           {
            "key": "a43",
            "value": [
             41,
             0.0
            ]
           },
           {
            "key": "a44",
            "value": [
             42,
             0.0
            ]
           },
           {
            "key": "level",
            "value": [
             43,
             -6.0
            ]
           },
           {
            "key": "pan",
            "value": [
             44,
             0.0
            ]
           },
           {
            "key": "release",
            "value": [
             45,
             0.1
            ]
           },
           {
            "key": "tune",
            "value": [
             46,
             0.0
            ]
           },
           {
            "key": "brightness",
            "value": [
             47,
             1.0
            ]
           },
           {
            "key": "length",
            "value": [
             48,
             1.0
            ]
           },
           {
            "key": "volume",
            "value": [
             49,
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
          147.0,
          22.0
         ],
         "text": "peek~ sds-fm-params"
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
          "count": 50,
          "data": [
           {
            "key": "root_hz",
            "value": [
             0,
             220.0
            ]
           },
           {
            "key": "sweep",
            "value": [
             1,
             0.0
            ]
           },
           {
            "key": "sweep_time",
            "value": [
             2,
             0.03
            ]
           },
           {
            "key": "op1_mode",
            "value": [
             3,
             0.0
            ]
           },
           {
            "key": "op1_ratio",
            "value": [
             4,
             1.0
            ]
           },
           {
            "key": "op1_fixed_hz",
            "value": [
             5,
             1000.0
            ]
           },
           {
            "key": "op1_attack",
            "value": [
             6,
             0.002
            ]
           },
           {
            "key": "op1_decay",
            "value": [
             7,
             0.5
            ]
           },
           {
            "key": "op1_level",
            "value": [
             8,
             1.0
            ]
           },
           {
            "key": "op2_mode",
            "value": [
             9,
             0.0
            ]
           },
           {
            "key": "op2_ratio",
            "value": [
             10,
             2.0
            ]
           },
           {
            "key": "op2_fixed_hz",
            "value": [
             11,
             1000.0
            ]
           },
           {
            "key": "op2_attack",
            "value": [
             12,
             0.002
            ]
           },
           {
            "key": "op2_decay",
            "value": [
             13,
             0.5
            ]
           },
           {
            "key": "op2_level",
            "value": [
             14,
             0.0
            ]
           },
           {
            "key": "op3_mode",
            "value": [
             15,
             0.0
            ]
           },
           {
            "key": "op3_ratio",
            "value": [
             16,
             3.0
            ]
           },
           {
            "key": "op3_fixed_hz",
            "value": [
             17,
             1000.0
            ]
           },
           {
            "key": "op3_attack",
            "value": [
             18,
             0.002
            ]
           },
           {
            "key": "op3_decay",
            "value": [
             19,
             0.5
            ]
           },
           {
            "key": "op3_level",
            "value": [
             20,
             0.0
            ]
           },
           {
            "key": "op4_mode",
            "value": [
             21,
             0.0
            ]
           },
           {
            "key": "op4_ratio",
            "value": [
             22,
             4.0
            ]
           },
           {
            "key": "op4_fixed_hz",
            "value": [
             23,
             1000.0
            ]
           },
           {
            "key": "op4_attack",
            "value": [
             24,
             0.002
            ]
           },
           {
            "key": "op4_decay",
            "value": [
             25,
             0.5
            ]
           },
           {
            "key": "op4_level",
            "value": [
             26,
             0.0
            ]
           },
           {
            "key": "a11",
            "value": [
             27,
             0.0
            ]
           },
           {
            "key": "a12",
            "value": [
             28,
             0.0
            ]
           },
           {
            "key": "a13",
            "value": [
             29,
             0.0
            ]
           },
           {
            "key": "a14",
            "value": [
             30,
             0.0
            ]
           },
           {
            "key": "a21",
            "value": [
             31,
             0.0
            ]
           },
           {
            "key": "a22",
            "value": [
             32,
             0.0
            ]
           },
           {
            "key": "a23",
            "value": [
             33,
             0.0
            ]
           },
           {
            "key": "a24",
            "value": [
             34,
             0.0
            ]
           },
           {
            "key": "a31",
            "value": [
             35,
             0.0
            ]
           },
           {
            "key": "a32",
            "value": [
             36,
             0.0
            ]
           },
           {
            "key": "a33",
            "value": [
             37,
             0.0
            ]
           },
           {
            "key": "a34",
            "value": [
             38,
             0.0
            ]
           },
           {
            "key": "a41",
            "value": [
             39,
             0.0
            ]
           },
           {
            "key": "a42",
            "value": [
             40,
             0.0
            ]
           },
           {
            "key": "a43",
            "value": [
             41,
             0.0
            ]
           },
           {
            "key": "a44",
            "value": [
             42,
             0.0
            ]
           },
           {
            "key": "level",
            "value": [
             43,
             -6.0
            ]
           },
           {
            "key": "pan",
            "value": [
             44,
             0.0
            ]
           },
           {
            "key": "release",
            "value": [
             45,
             0.1
            ]
           },
           {
            "key": "tune",
            "value": [
             46,
             0.0
            ]
           },
           {
            "key": "brightness",
            "value": [
             47,
             1.0
            ]
           },
           {
            "key": "length",
            "value": [
             48,
             1.0
            ]
           },
           {
            "key": "volume",
            "value": [
             49,
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
          231.0,
          22.0
         ],
         "text": "buffer~ sds-fm-params @samps 50"
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
     "annotation": "transposes what follows the note",
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
      84.0,
      22.0
     ],
     "text": "prepend 46"
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
      380.0,
      238.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      24.0,
      132.0,
      96.0,
      60.0
     ],
     "text": "transposes what follows the note",
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
     "varname": "brightness",
     "annotation": "times every modulation",
     "saved_attribute_attributes": {
      "valueof": {
       "parameter_longname": "brightness",
       "parameter_shortname": "brightness",
       "parameter_type": 0,
       "parameter_mmin": 0.0,
       "parameter_mmax": 2.0,
       "parameter_initial": [
        1.0
       ],
       "parameter_initial_enable": 1,
       "parameter_invisible": 0,
       "parameter_modmode": 0,
       "parameter_unitstyle": 1,
       "parameter_annotation_name": "brightness"
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
      330.0,
      84.0,
      22.0
     ],
     "text": "prepend 47"
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
      402.0,
      168.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      128.0,
      132.0,
      96.0,
      60.0
     ],
     "text": "times every modulation",
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
     "annotation": "times every decay",
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
      84.0,
      22.0
     ],
     "text": "prepend 48"
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
      424.0,
      133.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      232.0,
      132.0,
      96.0,
      60.0
     ],
     "text": "times every decay",
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
      330.0,
      84.0,
      22.0
     ],
     "text": "prepend 49"
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
      446.0,
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
