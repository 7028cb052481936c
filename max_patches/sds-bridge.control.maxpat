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
   720.0,
   530.0
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
      720.0,
      530.0
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
      84.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      16.0,
      10.0,
      330.0,
      27.0
     ],
     "text": "sds-bridge",
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
      210.0,
      588.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      16.0,
      38.0,
      660.0,
      20.0
     ],
     "text": "type a sentence, get a synthesizer sound · `sds-bridge serve` must run (port 9000)",
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
     "numinlets": 2,
     "numoutlets": 8,
     "outlettype": [
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      ""
     ],
     "patching_rect": [
      40.0,
      700.0,
      70.0,
      22.0
     ],
     "text": "p bridge",
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
       1180.0,
       700.0
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
         "comment": "to the daemon: address, arguments"
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
          200.0,
          20.0,
          30.0,
          30.0
         ],
         "comment": "host, port"
        }
       },
       {
        "box": {
         "id": "obj-3",
         "maxclass": "newobj",
         "numinlets": 1,
         "numoutlets": 0,
         "patching_rect": [
          40.0,
          560.0,
          168.0,
          22.0
         ],
         "text": "udpsend 127.0.0.1 9000"
        }
       },
       {
        "box": {
         "id": "obj-4",
         "maxclass": "outlet",
         "numinlets": 1,
         "numoutlets": 0,
         "patching_rect": [
          40.0,
          640.0,
          30.0,
          30.0
         ],
         "comment": "sets"
        }
       },
       {
        "box": {
         "id": "obj-5",
         "maxclass": "outlet",
         "numinlets": 1,
         "numoutlets": 0,
         "patching_rect": [
          170.0,
          640.0,
          30.0,
          30.0
         ],
         "comment": "voice"
        }
       },
       {
        "box": {
         "id": "obj-6",
         "maxclass": "outlet",
         "numinlets": 1,
         "numoutlets": 0,
         "patching_rect": [
          300.0,
          640.0,
          30.0,
          30.0
         ],
         "comment": "progress"
        }
       },
       {
        "box": {
         "id": "obj-7",
         "maxclass": "outlet",
         "numinlets": 1,
         "numoutlets": 0,
         "patching_rect": [
          430.0,
          640.0,
          30.0,
          30.0
         ],
         "comment": "names"
        }
       },
       {
        "box": {
         "id": "obj-8",
         "maxclass": "outlet",
         "numinlets": 1,
         "numoutlets": 0,
         "patching_rect": [
          560.0,
          640.0,
          30.0,
          30.0
         ],
         "comment": "tell"
        }
       },
       {
        "box": {
         "id": "obj-9",
         "maxclass": "outlet",
         "numinlets": 1,
         "numoutlets": 0,
         "patching_rect": [
          690.0,
          640.0,
          30.0,
          30.0
         ],
         "comment": "done"
        }
       },
       {
        "box": {
         "id": "obj-10",
         "maxclass": "outlet",
         "numinlets": 1,
         "numoutlets": 0,
         "patching_rect": [
          820.0,
          640.0,
          30.0,
          30.0
         ],
         "comment": "connected"
        }
       },
       {
        "box": {
         "id": "obj-11",
         "maxclass": "outlet",
         "numinlets": 1,
         "numoutlets": 0,
         "patching_rect": [
          950.0,
          640.0,
          30.0,
          30.0
         ],
         "comment": "answers"
        }
       },
       {
        "box": {
         "id": "obj-12",
         "maxclass": "newobj",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          "bang"
         ],
         "patching_rect": [
          420.0,
          20.0,
          70.0,
          22.0
         ],
         "text": "loadbang"
        }
       },
       {
        "box": {
         "id": "obj-13",
         "maxclass": "newobj",
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "bang",
          "bang"
         ],
         "patching_rect": [
          420.0,
          50.0,
          49.0,
          22.0
         ],
         "text": "t b b"
        }
       },
       {
        "box": {
         "id": "obj-14",
         "maxclass": "newobj",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          "int"
         ],
         "patching_rect": [
          600.0,
          50.0,
          63.0,
          22.0
         ],
         "text": "+ 20000"
        }
       },
       {
        "box": {
         "id": "obj-15",
         "maxclass": "newobj",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ],
         "patching_rect": [
          500.0,
          50.0,
          98.0,
          22.0
         ],
         "text": "random 10000"
        }
       },
       {
        "box": {
         "id": "obj-16",
         "maxclass": "newobj",
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "int",
          "int"
         ],
         "patching_rect": [
          700.0,
          50.0,
          49.0,
          22.0
         ],
         "text": "t i i"
        }
       },
       {
        "box": {
         "id": "obj-17",
         "maxclass": "message",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ],
         "patching_rect": [
          770.0,
          50.0,
          63.0,
          22.0
         ],
         "text": "port $1"
        }
       },
       {
        "box": {
         "id": "obj-18",
         "maxclass": "newobj",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          "int"
         ],
         "patching_rect": [
          700.0,
          90.0,
          35.0,
          22.0
         ],
         "text": "int"
        }
       },
       {
        "box": {
         "id": "obj-19",
         "maxclass": "newobj",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ],
         "patching_rect": [
          770.0,
          90.0,
          84.0,
          22.0
         ],
         "text": "udpreceive"
        }
       },
       {
        "box": {
         "id": "obj-20",
         "maxclass": "newobj",
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ],
         "patching_rect": [
          420.0,
          120.0,
          49.0,
          22.0
         ],
         "text": "t l b"
        }
       },
       {
        "box": {
         "id": "obj-21",
         "maxclass": "message",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ],
         "patching_rect": [
          200.0,
          60.0,
          32.0,
          22.0
         ],
         "text": "1"
        }
       },
       {
        "box": {
         "id": "obj-22",
         "maxclass": "newobj",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          "bang"
         ],
         "patching_rect": [
          200.0,
          90.0,
          84.0,
          22.0
         ],
         "text": "metro 2000"
        }
       },
       {
        "box": {
         "id": "obj-23",
         "maxclass": "newobj",
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "bang",
          "bang"
         ],
         "patching_rect": [
          200.0,
          120.0,
          49.0,
          22.0
         ],
         "text": "t b b"
        }
       },
       {
        "box": {
         "id": "obj-24",
         "maxclass": "newobj",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          "int"
         ],
         "patching_rect": [
          200.0,
          160.0,
          49.0,
          22.0
         ],
         "text": "int 1"
        }
       },
       {
        "box": {
         "id": "obj-25",
         "maxclass": "newobj",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          "int"
         ],
         "patching_rect": [
          200.0,
          190.0,
          35.0,
          22.0
         ],
         "text": "+ 1"
        }
       },
       {
        "box": {
         "id": "obj-26",
         "maxclass": "newobj",
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "int",
          "int"
         ],
         "patching_rect": [
          200.0,
          220.0,
          49.0,
          22.0
         ],
         "text": "t i i"
        }
       },
       {
        "box": {
         "id": "obj-27",
         "maxclass": "newobj",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          "int"
         ],
         "patching_rect": [
          200.0,
          250.0,
          35.0,
          22.0
         ],
         "text": "> 1"
        }
       },
       {
        "box": {
         "id": "obj-28",
         "maxclass": "newobj",
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "int",
          "int"
         ],
         "patching_rect": [
          200.0,
          280.0,
          49.0,
          22.0
         ],
         "text": "t i i"
        }
       },
       {
        "box": {
         "id": "obj-29",
         "maxclass": "newobj",
         "numinlets": 2,
         "numoutlets": 2,
         "outlettype": [
          "bang",
          ""
         ],
         "patching_rect": [
          200.0,
          310.0,
          49.0,
          22.0
         ],
         "text": "sel 1"
        }
       },
       {
        "box": {
         "id": "obj-30",
         "maxclass": "newobj",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ],
         "patching_rect": [
          200.0,
          380.0,
          189.0,
          22.0
         ],
         "text": "prepend /bridge/subscribe"
        }
       },
       {
        "box": {
         "id": "obj-31",
         "maxclass": "message",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ],
         "patching_rect": [
          60.0,
          160.0,
          112.0,
          22.0
         ],
         "text": "/bridge/ping 1"
        }
       },
       {
        "box": {
         "id": "obj-32",
         "maxclass": "newobj",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          "int"
         ],
         "patching_rect": [
          300.0,
          320.0,
          42.0,
          22.0
         ],
         "text": "== 0"
        }
       },
       {
        "box": {
         "id": "obj-33",
         "maxclass": "newobj",
         "numinlets": 1,
         "numoutlets": 3,
         "outlettype": [
          "",
          "int",
          "int"
         ],
         "patching_rect": [
          300.0,
          410.0,
          56.0,
          22.0
         ],
         "text": "change"
        }
       },
       {
        "box": {
         "id": "obj-34",
         "maxclass": "newobj",
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "bang",
          "bang"
         ],
         "patching_rect": [
          300.0,
          60.0,
          49.0,
          22.0
         ],
         "text": "t b b"
        }
       },
       {
        "box": {
         "id": "obj-35",
         "maxclass": "message",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ],
         "patching_rect": [
          300.0,
          90.0,
          32.0,
          22.0
         ],
         "text": "0"
        }
       },
       {
        "box": {
         "id": "obj-36",
         "maxclass": "message",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ],
         "patching_rect": [
          340.0,
          90.0,
          32.0,
          22.0
         ],
         "text": "1"
        }
       },
       {
        "box": {
         "id": "obj-37",
         "maxclass": "newobj",
         "numinlets": 13,
         "numoutlets": 13,
         "outlettype": [
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          ""
         ],
         "patching_rect": [
          420.0,
          160.0,
          740.0,
          22.0
         ],
         "text": "route /bridge/job/params /bridge/voice/params /bridge/job/state /bridge/voice/state /bridge/job/progress /bridge/preset/names /bridge/job/done /bridge/job/failed /bridge/job/unknown /bridge/process /fail /done"
        }
       },
       {
        "box": {
         "id": "obj-38",
         "maxclass": "newobj",
         "numinlets": 2,
         "numoutlets": 2,
         "outlettype": [
          "",
          ""
         ],
         "patching_rect": [
          420.0,
          220.0,
          84.0,
          22.0
         ],
         "text": "zl.slice 1"
        }
       },
       {
        "box": {
         "id": "obj-39",
         "maxclass": "newobj",
         "numinlets": 2,
         "numoutlets": 2,
         "outlettype": [
          "",
          ""
         ],
         "patching_rect": [
          340.0,
          250.0,
          56.0,
          22.0
         ],
         "text": "zl.reg"
        }
       },
       {
        "box": {
         "id": "obj-40",
         "maxclass": "newobj",
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          ""
         ],
         "patching_rect": [
          420.0,
          280.0,
          63.0,
          22.0
         ],
         "text": "p parts",
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
           520.0
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
             "comment": "seq part parts name value …"
            }
           },
           {
            "box": {
             "id": "obj-2",
             "maxclass": "outlet",
             "numinlets": 1,
             "numoutlets": 0,
             "patching_rect": [
              40.0,
              460.0,
              30.0,
              30.0
             ],
             "comment": "name value …, complete"
            }
           },
           {
            "box": {
             "id": "obj-3",
             "maxclass": "outlet",
             "numinlets": 1,
             "numoutlets": 0,
             "patching_rect": [
              460.0,
              460.0,
              30.0,
              30.0
             ],
             "comment": "a part is missing"
            }
           },
           {
            "box": {
             "id": "obj-4",
             "maxclass": "newobj",
             "numinlets": 2,
             "numoutlets": 2,
             "outlettype": [
              "",
              ""
             ],
             "patching_rect": [
              40.0,
              60.0,
              84.0,
              22.0
             ],
             "text": "zl.slice 3"
            }
           },
           {
            "box": {
             "id": "obj-5",
             "maxclass": "newobj",
             "numinlets": 2,
             "numoutlets": 2,
             "outlettype": [
              "",
              ""
             ],
             "patching_rect": [
              180.0,
              330.0,
              168.0,
              22.0
             ],
             "text": "zl.reg @zlmaxsize 4096"
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
              100.0,
              98.0,
              22.0
             ],
             "text": "unpack 0 0 0"
            }
           },
           {
            "box": {
             "id": "obj-7",
             "maxclass": "newobj",
             "numinlets": 2,
             "numoutlets": 1,
             "outlettype": [
              "int"
             ],
             "patching_rect": [
              160.0,
              200.0,
              35.0,
              22.0
             ],
             "text": "int"
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
              40.0,
              200.0,
              35.0,
              22.0
             ],
             "text": "int"
            }
           },
           {
            "box": {
             "id": "obj-9",
             "maxclass": "newobj",
             "numinlets": 2,
             "numoutlets": 1,
             "outlettype": [
              "int"
             ],
             "patching_rect": [
              220.0,
              200.0,
              35.0,
              22.0
             ],
             "text": "int"
            }
           },
           {
            "box": {
             "id": "obj-10",
             "maxclass": "newobj",
             "numinlets": 2,
             "numoutlets": 1,
             "outlettype": [
              "int"
             ],
             "patching_rect": [
              300.0,
              200.0,
              35.0,
              22.0
             ],
             "text": "int"
            }
           },
           {
            "box": {
             "id": "obj-11",
             "maxclass": "newobj",
             "numinlets": 2,
             "numoutlets": 1,
             "outlettype": [
              "int"
             ],
             "patching_rect": [
              300.0,
              390.0,
              42.0,
              22.0
             ],
             "text": "== 1"
            }
           },
           {
            "box": {
             "id": "obj-12",
             "maxclass": "newobj",
             "numinlets": 1,
             "numoutlets": 2,
             "outlettype": [
              "bang",
              "int"
             ],
             "patching_rect": [
              40.0,
              130.0,
              49.0,
              22.0
             ],
             "text": "t b i"
            }
           },
           {
            "box": {
             "id": "obj-13",
             "maxclass": "newobj",
             "numinlets": 1,
             "numoutlets": 4,
             "outlettype": [
              "bang",
              "bang",
              "bang",
              "bang"
             ],
             "patching_rect": [
              40.0,
              160.0,
              77.0,
              22.0
             ],
             "text": "t b b b b"
            }
           },
           {
            "box": {
             "id": "obj-14",
             "maxclass": "newobj",
             "numinlets": 2,
             "numoutlets": 2,
             "outlettype": [
              "bang",
              ""
             ],
             "patching_rect": [
              400.0,
              130.0,
              49.0,
              22.0
             ],
             "text": "sel 0"
            }
           },
           {
            "box": {
             "id": "obj-15",
             "maxclass": "newobj",
             "numinlets": 1,
             "numoutlets": 3,
             "outlettype": [
              "bang",
              "bang",
              "bang"
             ],
             "patching_rect": [
              400.0,
              160.0,
              63.0,
              22.0
             ],
             "text": "t b b b"
            }
           },
           {
            "box": {
             "id": "obj-16",
             "maxclass": "message",
             "numinlets": 2,
             "numoutlets": 1,
             "outlettype": [
              ""
             ],
             "patching_rect": [
              460.0,
              200.0,
              32.0,
              22.0
             ],
             "text": "0"
            }
           },
           {
            "box": {
             "id": "obj-17",
             "maxclass": "message",
             "numinlets": 2,
             "numoutlets": 1,
             "outlettype": [
              ""
             ],
             "patching_rect": [
              500.0,
              240.0,
              63.0,
              22.0
             ],
             "text": "zlclear"
            }
           },
           {
            "box": {
             "id": "obj-18",
             "maxclass": "newobj",
             "numinlets": 2,
             "numoutlets": 1,
             "outlettype": [
              "int"
             ],
             "patching_rect": [
              400.0,
              200.0,
              35.0,
              22.0
             ],
             "text": "int"
            }
           },
           {
            "box": {
             "id": "obj-19",
             "maxclass": "newobj",
             "numinlets": 2,
             "numoutlets": 1,
             "outlettype": [
              "int"
             ],
             "patching_rect": [
              520.0,
              130.0,
              35.0,
              22.0
             ],
             "text": "int"
            }
           },
           {
            "box": {
             "id": "obj-20",
             "maxclass": "newobj",
             "numinlets": 2,
             "numoutlets": 1,
             "outlettype": [
              "int"
             ],
             "patching_rect": [
              40.0,
              240.0,
              42.0,
              22.0
             ],
             "text": "== 0"
            }
           },
           {
            "box": {
             "id": "obj-21",
             "maxclass": "newobj",
             "numinlets": 2,
             "numoutlets": 1,
             "outlettype": [
              "int"
             ],
             "patching_rect": [
              160.0,
              240.0,
              42.0,
              22.0
             ],
             "text": "== 0"
            }
           },
           {
            "box": {
             "id": "obj-22",
             "maxclass": "newobj",
             "numinlets": 2,
             "numoutlets": 1,
             "outlettype": [
              "int"
             ],
             "patching_rect": [
              160.0,
              270.0,
              42.0,
              22.0
             ],
             "text": "&& 0"
            }
           },
           {
            "box": {
             "id": "obj-23",
             "maxclass": "newobj",
             "numinlets": 2,
             "numoutlets": 2,
             "outlettype": [
              "bang",
              ""
             ],
             "patching_rect": [
              160.0,
              300.0,
              49.0,
              22.0
             ],
             "text": "sel 1"
            }
           },
           {
            "box": {
             "id": "obj-24",
             "maxclass": "newobj",
             "numinlets": 1,
             "numoutlets": 2,
             "outlettype": [
              "bang",
              "bang"
             ],
             "patching_rect": [
              240.0,
              160.0,
              49.0,
              22.0
             ],
             "text": "t b b"
            }
           },
           {
            "box": {
             "id": "obj-25",
             "maxclass": "newobj",
             "numinlets": 1,
             "numoutlets": 2,
             "outlettype": [
              "bang",
              "bang"
             ],
             "patching_rect": [
              160.0,
              360.0,
              49.0,
              22.0
             ],
             "text": "t b b"
            }
           },
           {
            "box": {
             "id": "obj-26",
             "maxclass": "newobj",
             "numinlets": 2,
             "numoutlets": 2,
             "outlettype": [
              "",
              ""
             ],
             "patching_rect": [
              40.0,
              420.0,
              217.0,
              22.0
             ],
             "text": "zl.group 4096 @zlmaxsize 4096"
            }
           },
           {
            "box": {
             "id": "obj-27",
             "maxclass": "newobj",
             "numinlets": 2,
             "numoutlets": 1,
             "outlettype": [
              "int"
             ],
             "patching_rect": [
              300.0,
              300.0,
              35.0,
              22.0
             ],
             "text": "+ 1"
            }
           },
           {
            "box": {
             "id": "obj-28",
             "maxclass": "newobj",
             "numinlets": 1,
             "numoutlets": 2,
             "outlettype": [
              "int",
              "int"
             ],
             "patching_rect": [
              300.0,
              360.0,
              49.0,
              22.0
             ],
             "text": "t i i"
            }
           },
           {
            "box": {
             "id": "obj-29",
             "maxclass": "newobj",
             "numinlets": 2,
             "numoutlets": 1,
             "outlettype": [
              "int"
             ],
             "patching_rect": [
              240.0,
              360.0,
              35.0,
              22.0
             ],
             "text": "int"
            }
           },
           {
            "box": {
             "id": "obj-30",
             "maxclass": "newobj",
             "numinlets": 2,
             "numoutlets": 2,
             "outlettype": [
              "bang",
              ""
             ],
             "patching_rect": [
              300.0,
              420.0,
              49.0,
              22.0
             ],
             "text": "sel 1"
            }
           },
           {
            "box": {
             "id": "obj-31",
             "maxclass": "newobj",
             "numinlets": 1,
             "numoutlets": 2,
             "outlettype": [
              "bang",
              "bang"
             ],
             "patching_rect": [
              460.0,
              330.0,
              49.0,
              22.0
             ],
             "text": "t b b"
            }
           },
           {
            "box": {
             "id": "obj-32",
             "maxclass": "message",
             "numinlets": 2,
             "numoutlets": 1,
             "outlettype": [
              ""
             ],
             "patching_rect": [
              500.0,
              360.0,
              32.0,
              22.0
             ],
             "text": "-1"
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
              "obj-6",
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
              "obj-11",
              1
             ],
             "source": [
              "obj-6",
              2
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
              "obj-6",
              1
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
              "obj-6",
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
              "obj-12",
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
              "obj-12",
              0
             ]
            }
           },
           {
            "patchline": {
             "destination": [
              "obj-19",
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
              "obj-18",
              1
             ],
             "source": [
              "obj-12",
              1
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
              "obj-13",
              3
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
              "obj-19",
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
              "obj-14",
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
              2
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
              1
             ]
            }
           },
           {
            "patchline": {
             "destination": [
              "obj-10",
              1
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
              "obj-18",
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
              "obj-9",
              1
             ],
             "source": [
              "obj-18",
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
              "obj-13",
              2
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
              "obj-24",
              1
             ]
            }
           },
           {
            "patchline": {
             "destination": [
              "obj-20",
              1
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
              "obj-10",
              0
             ],
             "source": [
              "obj-24",
              0
             ]
            }
           },
           {
            "patchline": {
             "destination": [
              "obj-21",
              1
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
              "obj-13",
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
              "obj-8",
              0
             ]
            }
           },
           {
            "patchline": {
             "destination": [
              "obj-22",
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
              "obj-7",
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
              "obj-21",
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
              "obj-22",
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
              "obj-29",
              1
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
              "obj-25",
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
              "obj-5",
              0
             ],
             "source": [
              "obj-25",
              1
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
              "obj-5",
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
              "obj-17",
              0
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
              "obj-25",
              0
             ]
            }
           },
           {
            "patchline": {
             "destination": [
              "obj-27",
              0
             ],
             "source": [
              "obj-29",
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
              "obj-27",
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
              "obj-28",
              0
             ]
            }
           },
           {
            "patchline": {
             "destination": [
              "obj-10",
              1
             ],
             "source": [
              "obj-28",
              1
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
           },
           {
            "patchline": {
             "destination": [
              "obj-30",
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
              "obj-26",
              0
             ],
             "source": [
              "obj-30",
              0
             ]
            }
           },
           {
            "patchline": {
             "destination": [
              "obj-2",
              0
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
              "obj-31",
              0
             ],
             "source": [
              "obj-23",
              1
             ]
            }
           },
           {
            "patchline": {
             "destination": [
              "obj-32",
              0
             ],
             "source": [
              "obj-31",
              1
             ]
            }
           },
           {
            "patchline": {
             "destination": [
              "obj-10",
              1
             ],
             "source": [
              "obj-32",
              0
             ]
            }
           },
           {
            "patchline": {
             "destination": [
              "obj-3",
              0
             ],
             "source": [
              "obj-31",
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
         "id": "obj-41",
         "maxclass": "newobj",
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          ""
         ],
         "patching_rect": [
          520.0,
          280.0,
          63.0,
          22.0
         ],
         "text": "p parts",
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
           520.0
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
             "comment": "seq part parts name value …"
            }
           },
           {
            "box": {
             "id": "obj-2",
             "maxclass": "outlet",
             "numinlets": 1,
             "numoutlets": 0,
             "patching_rect": [
              40.0,
              460.0,
              30.0,
              30.0
             ],
             "comment": "name value …, complete"
            }
           },
           {
            "box": {
             "id": "obj-3",
             "maxclass": "outlet",
             "numinlets": 1,
             "numoutlets": 0,
             "patching_rect": [
              460.0,
              460.0,
              30.0,
              30.0
             ],
             "comment": "a part is missing"
            }
           },
           {
            "box": {
             "id": "obj-4",
             "maxclass": "newobj",
             "numinlets": 2,
             "numoutlets": 2,
             "outlettype": [
              "",
              ""
             ],
             "patching_rect": [
              40.0,
              60.0,
              84.0,
              22.0
             ],
             "text": "zl.slice 3"
            }
           },
           {
            "box": {
             "id": "obj-5",
             "maxclass": "newobj",
             "numinlets": 2,
             "numoutlets": 2,
             "outlettype": [
              "",
              ""
             ],
             "patching_rect": [
              180.0,
              330.0,
              168.0,
              22.0
             ],
             "text": "zl.reg @zlmaxsize 4096"
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
              100.0,
              98.0,
              22.0
             ],
             "text": "unpack 0 0 0"
            }
           },
           {
            "box": {
             "id": "obj-7",
             "maxclass": "newobj",
             "numinlets": 2,
             "numoutlets": 1,
             "outlettype": [
              "int"
             ],
             "patching_rect": [
              160.0,
              200.0,
              35.0,
              22.0
             ],
             "text": "int"
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
              40.0,
              200.0,
              35.0,
              22.0
             ],
             "text": "int"
            }
           },
           {
            "box": {
             "id": "obj-9",
             "maxclass": "newobj",
             "numinlets": 2,
             "numoutlets": 1,
             "outlettype": [
              "int"
             ],
             "patching_rect": [
              220.0,
              200.0,
              35.0,
              22.0
             ],
             "text": "int"
            }
           },
           {
            "box": {
             "id": "obj-10",
             "maxclass": "newobj",
             "numinlets": 2,
             "numoutlets": 1,
             "outlettype": [
              "int"
             ],
             "patching_rect": [
              300.0,
              200.0,
              35.0,
              22.0
             ],
             "text": "int"
            }
           },
           {
            "box": {
             "id": "obj-11",
             "maxclass": "newobj",
             "numinlets": 2,
             "numoutlets": 1,
             "outlettype": [
              "int"
             ],
             "patching_rect": [
              300.0,
              390.0,
              42.0,
              22.0
             ],
             "text": "== 1"
            }
           },
           {
            "box": {
             "id": "obj-12",
             "maxclass": "newobj",
             "numinlets": 1,
             "numoutlets": 2,
             "outlettype": [
              "bang",
              "int"
             ],
             "patching_rect": [
              40.0,
              130.0,
              49.0,
              22.0
             ],
             "text": "t b i"
            }
           },
           {
            "box": {
             "id": "obj-13",
             "maxclass": "newobj",
             "numinlets": 1,
             "numoutlets": 4,
             "outlettype": [
              "bang",
              "bang",
              "bang",
              "bang"
             ],
             "patching_rect": [
              40.0,
              160.0,
              77.0,
              22.0
             ],
             "text": "t b b b b"
            }
           },
           {
            "box": {
             "id": "obj-14",
             "maxclass": "newobj",
             "numinlets": 2,
             "numoutlets": 2,
             "outlettype": [
              "bang",
              ""
             ],
             "patching_rect": [
              400.0,
              130.0,
              49.0,
              22.0
             ],
             "text": "sel 0"
            }
           },
           {
            "box": {
             "id": "obj-15",
             "maxclass": "newobj",
             "numinlets": 1,
             "numoutlets": 3,
             "outlettype": [
              "bang",
              "bang",
              "bang"
             ],
             "patching_rect": [
              400.0,
              160.0,
              63.0,
              22.0
             ],
             "text": "t b b b"
            }
           },
           {
            "box": {
             "id": "obj-16",
             "maxclass": "message",
             "numinlets": 2,
             "numoutlets": 1,
             "outlettype": [
              ""
             ],
             "patching_rect": [
              460.0,
              200.0,
              32.0,
              22.0
             ],
             "text": "0"
            }
           },
           {
            "box": {
             "id": "obj-17",
             "maxclass": "message",
             "numinlets": 2,
             "numoutlets": 1,
             "outlettype": [
              ""
             ],
             "patching_rect": [
              500.0,
              240.0,
              63.0,
              22.0
             ],
             "text": "zlclear"
            }
           },
           {
            "box": {
             "id": "obj-18",
             "maxclass": "newobj",
             "numinlets": 2,
             "numoutlets": 1,
             "outlettype": [
              "int"
             ],
             "patching_rect": [
              400.0,
              200.0,
              35.0,
              22.0
             ],
             "text": "int"
            }
           },
           {
            "box": {
             "id": "obj-19",
             "maxclass": "newobj",
             "numinlets": 2,
             "numoutlets": 1,
             "outlettype": [
              "int"
             ],
             "patching_rect": [
              520.0,
              130.0,
              35.0,
              22.0
             ],
             "text": "int"
            }
           },
           {
            "box": {
             "id": "obj-20",
             "maxclass": "newobj",
             "numinlets": 2,
             "numoutlets": 1,
             "outlettype": [
              "int"
             ],
             "patching_rect": [
              40.0,
              240.0,
              42.0,
              22.0
             ],
             "text": "== 0"
            }
           },
           {
            "box": {
             "id": "obj-21",
             "maxclass": "newobj",
             "numinlets": 2,
             "numoutlets": 1,
             "outlettype": [
              "int"
             ],
             "patching_rect": [
              160.0,
              240.0,
              42.0,
              22.0
             ],
             "text": "== 0"
            }
           },
           {
            "box": {
             "id": "obj-22",
             "maxclass": "newobj",
             "numinlets": 2,
             "numoutlets": 1,
             "outlettype": [
              "int"
             ],
             "patching_rect": [
              160.0,
              270.0,
              42.0,
              22.0
             ],
             "text": "&& 0"
            }
           },
           {
            "box": {
             "id": "obj-23",
             "maxclass": "newobj",
             "numinlets": 2,
             "numoutlets": 2,
             "outlettype": [
              "bang",
              ""
             ],
             "patching_rect": [
              160.0,
              300.0,
              49.0,
              22.0
             ],
             "text": "sel 1"
            }
           },
           {
            "box": {
             "id": "obj-24",
             "maxclass": "newobj",
             "numinlets": 1,
             "numoutlets": 2,
             "outlettype": [
              "bang",
              "bang"
             ],
             "patching_rect": [
              240.0,
              160.0,
              49.0,
              22.0
             ],
             "text": "t b b"
            }
           },
           {
            "box": {
             "id": "obj-25",
             "maxclass": "newobj",
             "numinlets": 1,
             "numoutlets": 2,
             "outlettype": [
              "bang",
              "bang"
             ],
             "patching_rect": [
              160.0,
              360.0,
              49.0,
              22.0
             ],
             "text": "t b b"
            }
           },
           {
            "box": {
             "id": "obj-26",
             "maxclass": "newobj",
             "numinlets": 2,
             "numoutlets": 2,
             "outlettype": [
              "",
              ""
             ],
             "patching_rect": [
              40.0,
              420.0,
              217.0,
              22.0
             ],
             "text": "zl.group 4096 @zlmaxsize 4096"
            }
           },
           {
            "box": {
             "id": "obj-27",
             "maxclass": "newobj",
             "numinlets": 2,
             "numoutlets": 1,
             "outlettype": [
              "int"
             ],
             "patching_rect": [
              300.0,
              300.0,
              35.0,
              22.0
             ],
             "text": "+ 1"
            }
           },
           {
            "box": {
             "id": "obj-28",
             "maxclass": "newobj",
             "numinlets": 1,
             "numoutlets": 2,
             "outlettype": [
              "int",
              "int"
             ],
             "patching_rect": [
              300.0,
              360.0,
              49.0,
              22.0
             ],
             "text": "t i i"
            }
           },
           {
            "box": {
             "id": "obj-29",
             "maxclass": "newobj",
             "numinlets": 2,
             "numoutlets": 1,
             "outlettype": [
              "int"
             ],
             "patching_rect": [
              240.0,
              360.0,
              35.0,
              22.0
             ],
             "text": "int"
            }
           },
           {
            "box": {
             "id": "obj-30",
             "maxclass": "newobj",
             "numinlets": 2,
             "numoutlets": 2,
             "outlettype": [
              "bang",
              ""
             ],
             "patching_rect": [
              300.0,
              420.0,
              49.0,
              22.0
             ],
             "text": "sel 1"
            }
           },
           {
            "box": {
             "id": "obj-31",
             "maxclass": "newobj",
             "numinlets": 1,
             "numoutlets": 2,
             "outlettype": [
              "bang",
              "bang"
             ],
             "patching_rect": [
              460.0,
              330.0,
              49.0,
              22.0
             ],
             "text": "t b b"
            }
           },
           {
            "box": {
             "id": "obj-32",
             "maxclass": "message",
             "numinlets": 2,
             "numoutlets": 1,
             "outlettype": [
              ""
             ],
             "patching_rect": [
              500.0,
              360.0,
              32.0,
              22.0
             ],
             "text": "-1"
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
              "obj-6",
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
              "obj-11",
              1
             ],
             "source": [
              "obj-6",
              2
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
              "obj-6",
              1
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
              "obj-6",
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
              "obj-12",
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
              "obj-12",
              0
             ]
            }
           },
           {
            "patchline": {
             "destination": [
              "obj-19",
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
              "obj-18",
              1
             ],
             "source": [
              "obj-12",
              1
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
              "obj-13",
              3
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
              "obj-19",
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
              "obj-14",
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
              2
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
              1
             ]
            }
           },
           {
            "patchline": {
             "destination": [
              "obj-10",
              1
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
              "obj-18",
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
              "obj-9",
              1
             ],
             "source": [
              "obj-18",
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
              "obj-13",
              2
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
              "obj-24",
              1
             ]
            }
           },
           {
            "patchline": {
             "destination": [
              "obj-20",
              1
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
              "obj-10",
              0
             ],
             "source": [
              "obj-24",
              0
             ]
            }
           },
           {
            "patchline": {
             "destination": [
              "obj-21",
              1
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
              "obj-13",
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
              "obj-8",
              0
             ]
            }
           },
           {
            "patchline": {
             "destination": [
              "obj-22",
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
              "obj-7",
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
              "obj-21",
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
              "obj-22",
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
              "obj-29",
              1
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
              "obj-25",
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
              "obj-5",
              0
             ],
             "source": [
              "obj-25",
              1
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
              "obj-5",
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
              "obj-17",
              0
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
              "obj-25",
              0
             ]
            }
           },
           {
            "patchline": {
             "destination": [
              "obj-27",
              0
             ],
             "source": [
              "obj-29",
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
              "obj-27",
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
              "obj-28",
              0
             ]
            }
           },
           {
            "patchline": {
             "destination": [
              "obj-10",
              1
             ],
             "source": [
              "obj-28",
              1
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
           },
           {
            "patchline": {
             "destination": [
              "obj-30",
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
              "obj-26",
              0
             ],
             "source": [
              "obj-30",
              0
             ]
            }
           },
           {
            "patchline": {
             "destination": [
              "obj-2",
              0
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
              "obj-31",
              0
             ],
             "source": [
              "obj-23",
              1
             ]
            }
           },
           {
            "patchline": {
             "destination": [
              "obj-32",
              0
             ],
             "source": [
              "obj-31",
              1
             ]
            }
           },
           {
            "patchline": {
             "destination": [
              "obj-10",
              1
             ],
             "source": [
              "obj-32",
              0
             ]
            }
           },
           {
            "patchline": {
             "destination": [
              "obj-3",
              0
             ],
             "source": [
              "obj-31",
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
         "id": "obj-42",
         "maxclass": "newobj",
         "numinlets": 1,
         "numoutlets": 3,
         "outlettype": [
          "bang",
          "",
          "bang"
         ],
         "patching_rect": [
          420.0,
          470.0,
          63.0,
          22.0
         ],
         "text": "t b l b"
        }
       },
       {
        "box": {
         "id": "obj-43",
         "maxclass": "newobj",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          "bang"
         ],
         "patching_rect": [
          340.0,
          350.0,
          77.0,
          22.0
         ],
         "text": "delay 100"
        }
       },
       {
        "box": {
         "id": "obj-44",
         "maxclass": "newobj",
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ],
         "patching_rect": [
          340.0,
          290.0,
          49.0,
          22.0
         ],
         "text": "t l b"
        }
       },
       {
        "box": {
         "id": "obj-45",
         "maxclass": "message",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ],
         "patching_rect": [
          390.0,
          310.0,
          42.0,
          22.0
         ],
         "text": "stop"
        }
       },
       {
        "box": {
         "id": "obj-46",
         "maxclass": "newobj",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ],
         "patching_rect": [
          340.0,
          440.0,
          196.0,
          22.0
         ],
         "text": "prepend /bridge/job/resend"
        }
       },
       {
        "box": {
         "id": "obj-47",
         "maxclass": "newobj",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          "bang"
         ],
         "patching_rect": [
          520.0,
          340.0,
          77.0,
          22.0
         ],
         "text": "delay 100"
        }
       },
       {
        "box": {
         "id": "obj-48",
         "maxclass": "newobj",
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          "bang"
         ],
         "patching_rect": [
          520.0,
          310.0,
          49.0,
          22.0
         ],
         "text": "t l b"
        }
       },
       {
        "box": {
         "id": "obj-49",
         "maxclass": "message",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ],
         "patching_rect": [
          570.0,
          310.0,
          42.0,
          22.0
         ],
         "text": "stop"
        }
       },
       {
        "box": {
         "id": "obj-50",
         "maxclass": "message",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ],
         "patching_rect": [
          520.0,
          400.0,
          154.0,
          22.0
         ],
         "text": "/bridge/voice/resend"
        }
       },
       {
        "box": {
         "id": "obj-51",
         "maxclass": "newobj",
         "numinlets": 2,
         "numoutlets": 2,
         "outlettype": [
          "",
          ""
         ],
         "patching_rect": [
          450.0,
          500.0,
          189.0,
          22.0
         ],
         "text": "zl.iter 2 @zlmaxsize 4096"
        }
       },
       {
        "box": {
         "id": "obj-52",
         "maxclass": "message",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ],
         "patching_rect": [
          620.0,
          530.0,
          49.0,
          22.0
         ],
         "text": "begin"
        }
       },
       {
        "box": {
         "id": "obj-53",
         "maxclass": "message",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ],
         "patching_rect": [
          380.0,
          490.0,
          35.0,
          22.0
         ],
         "text": "end"
        }
       },
       {
        "box": {
         "id": "obj-54",
         "maxclass": "newobj",
         "numinlets": 2,
         "numoutlets": 2,
         "outlettype": [
          "",
          ""
         ],
         "patching_rect": [
          640.0,
          220.0,
          84.0,
          22.0
         ],
         "text": "zl.slice 1"
        }
       },
       {
        "box": {
         "id": "obj-55",
         "maxclass": "newobj",
         "numinlets": 2,
         "numoutlets": 2,
         "outlettype": [
          "",
          ""
         ],
         "patching_rect": [
          640.0,
          250.0,
          105.0,
          22.0
         ],
         "text": "route running"
        }
       },
       {
        "box": {
         "id": "obj-56",
         "maxclass": "newobj",
         "numinlets": 2,
         "numoutlets": 2,
         "outlettype": [
          "",
          ""
         ],
         "patching_rect": [
          640.0,
          300.0,
          84.0,
          22.0
         ],
         "text": "zl.slice 1"
        }
       },
       {
        "box": {
         "id": "obj-57",
         "maxclass": "newobj",
         "numinlets": 1,
         "numoutlets": 2,
         "outlettype": [
          "",
          ""
         ],
         "patching_rect": [
          760.0,
          220.0,
          49.0,
          22.0
         ],
         "text": "t l l"
        }
       },
       {
        "box": {
         "id": "obj-58",
         "maxclass": "newobj",
         "numinlets": 2,
         "numoutlets": 2,
         "outlettype": [
          "",
          ""
         ],
         "patching_rect": [
          840.0,
          250.0,
          84.0,
          22.0
         ],
         "text": "zl.slice 1"
        }
       },
       {
        "box": {
         "id": "obj-59",
         "maxclass": "newobj",
         "numinlets": 2,
         "numoutlets": 2,
         "outlettype": [
          "bang",
          ""
         ],
         "patching_rect": [
          840.0,
          280.0,
          49.0,
          22.0
         ],
         "text": "sel 0"
        }
       },
       {
        "box": {
         "id": "obj-60",
         "maxclass": "message",
         "numinlets": 2,
         "numoutlets": 1,
         "outlettype": [
          ""
         ],
         "patching_rect": [
          840.0,
          310.0,
          49.0,
          22.0
         ],
         "text": "clear"
        }
       },
       {
        "box": {
         "id": "obj-61",
         "maxclass": "newobj",
         "numinlets": 2,
         "numoutlets": 2,
         "outlettype": [
          "",
          ""
         ],
         "patching_rect": [
          740.0,
          280.0,
          84.0,
          22.0
         ],
         "text": "zl.slice 2"
        }
       },
       {
        "box": {
         "id": "obj-62",
         "maxclass": "newobj",
         "numinlets": 2,
         "numoutlets": 2,
         "outlettype": [
          "",
          ""
         ],
         "patching_rect": [
          740.0,
          340.0,
          189.0,
          22.0
         ],
         "text": "zl.iter 1 @zlmaxsize 4096"
        }
       },
       {
        "box": {
         "id": "obj-63",
         "maxclass": "newobj",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ],
         "patching_rect": [
          740.0,
          370.0,
          112.0,
          22.0
         ],
         "text": "prepend append"
        }
       },
       {
        "box": {
         "id": "obj-64",
         "maxclass": "newobj",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ],
         "patching_rect": [
          640.0,
          560.0,
          112.0,
          22.0
         ],
         "text": "prepend failed"
        }
       },
       {
        "box": {
         "id": "obj-65",
         "maxclass": "newobj",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ],
         "patching_rect": [
          760.0,
          560.0,
          119.0,
          22.0
         ],
         "text": "prepend unknown"
        }
       },
       {
        "box": {
         "id": "obj-66",
         "maxclass": "newobj",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ],
         "patching_rect": [
          880.0,
          560.0,
          119.0,
          22.0
         ],
         "text": "prepend process"
        }
       },
       {
        "box": {
         "id": "obj-67",
         "maxclass": "newobj",
         "numinlets": 1,
         "numoutlets": 1,
         "outlettype": [
          ""
         ],
         "patching_rect": [
          1000.0,
          560.0,
          98.0,
          22.0
         ],
         "text": "prepend fail"
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
          "obj-13",
          0
         ],
         "source": [
          "obj-12",
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
          "obj-13",
          1
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
          "obj-15",
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
          "obj-14",
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
          "obj-16",
          1
         ]
        }
       },
       {
        "patchline": {
         "destination": [
          "obj-18",
          1
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
          "obj-19",
          0
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
          "obj-21",
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
          "obj-22",
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
          "obj-23",
          1
         ]
        }
       },
       {
        "patchline": {
         "destination": [
          "obj-25",
          0
         ],
         "source": [
          "obj-24",
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
          "obj-24",
          1
         ],
         "source": [
          "obj-26",
          1
         ]
        }
       },
       {
        "patchline": {
         "destination": [
          "obj-27",
          0
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
          "obj-27",
          0
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
          "obj-18",
          0
         ],
         "source": [
          "obj-29",
          0
         ]
        }
       },
       {
        "patchline": {
         "destination": [
          "obj-30",
          0
         ],
         "source": [
          "obj-18",
          0
         ]
        }
       },
       {
        "patchline": {
         "destination": [
          "obj-3",
          0
         ],
         "source": [
          "obj-30",
          0
         ]
        }
       },
       {
        "patchline": {
         "destination": [
          "obj-31",
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
          "obj-3",
          0
         ],
         "source": [
          "obj-31",
          0
         ]
        }
       },
       {
        "patchline": {
         "destination": [
          "obj-32",
          0
         ],
         "source": [
          "obj-28",
          1
         ]
        }
       },
       {
        "patchline": {
         "destination": [
          "obj-33",
          0
         ],
         "source": [
          "obj-32",
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
          "obj-33",
          0
         ]
        }
       },
       {
        "patchline": {
         "destination": [
          "obj-34",
          0
         ],
         "source": [
          "obj-20",
          1
         ]
        }
       },
       {
        "patchline": {
         "destination": [
          "obj-35",
          0
         ],
         "source": [
          "obj-34",
          1
         ]
        }
       },
       {
        "patchline": {
         "destination": [
          "obj-24",
          1
         ],
         "source": [
          "obj-35",
          0
         ]
        }
       },
       {
        "patchline": {
         "destination": [
          "obj-36",
          0
         ],
         "source": [
          "obj-34",
          0
         ]
        }
       },
       {
        "patchline": {
         "destination": [
          "obj-33",
          0
         ],
         "source": [
          "obj-36",
          0
         ]
        }
       },
       {
        "patchline": {
         "destination": [
          "obj-37",
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
          "obj-38",
          0
         ],
         "source": [
          "obj-37",
          0
         ]
        }
       },
       {
        "patchline": {
         "destination": [
          "obj-39",
          1
         ],
         "source": [
          "obj-38",
          0
         ]
        }
       },
       {
        "patchline": {
         "destination": [
          "obj-40",
          0
         ],
         "source": [
          "obj-38",
          1
         ]
        }
       },
       {
        "patchline": {
         "destination": [
          "obj-41",
          0
         ],
         "source": [
          "obj-37",
          1
         ]
        }
       },
       {
        "patchline": {
         "destination": [
          "obj-43",
          0
         ],
         "source": [
          "obj-40",
          1
         ]
        }
       },
       {
        "patchline": {
         "destination": [
          "obj-44",
          0
         ],
         "source": [
          "obj-40",
          0
         ]
        }
       },
       {
        "patchline": {
         "destination": [
          "obj-45",
          0
         ],
         "source": [
          "obj-44",
          1
         ]
        }
       },
       {
        "patchline": {
         "destination": [
          "obj-43",
          0
         ],
         "source": [
          "obj-45",
          0
         ]
        }
       },
       {
        "patchline": {
         "destination": [
          "obj-42",
          0
         ],
         "source": [
          "obj-44",
          0
         ]
        }
       },
       {
        "patchline": {
         "destination": [
          "obj-39",
          0
         ],
         "source": [
          "obj-43",
          0
         ]
        }
       },
       {
        "patchline": {
         "destination": [
          "obj-46",
          0
         ],
         "source": [
          "obj-39",
          0
         ]
        }
       },
       {
        "patchline": {
         "destination": [
          "obj-3",
          0
         ],
         "source": [
          "obj-46",
          0
         ]
        }
       },
       {
        "patchline": {
         "destination": [
          "obj-47",
          0
         ],
         "source": [
          "obj-41",
          1
         ]
        }
       },
       {
        "patchline": {
         "destination": [
          "obj-48",
          0
         ],
         "source": [
          "obj-41",
          0
         ]
        }
       },
       {
        "patchline": {
         "destination": [
          "obj-49",
          0
         ],
         "source": [
          "obj-48",
          1
         ]
        }
       },
       {
        "patchline": {
         "destination": [
          "obj-47",
          0
         ],
         "source": [
          "obj-49",
          0
         ]
        }
       },
       {
        "patchline": {
         "destination": [
          "obj-42",
          0
         ],
         "source": [
          "obj-48",
          0
         ]
        }
       },
       {
        "patchline": {
         "destination": [
          "obj-50",
          0
         ],
         "source": [
          "obj-47",
          0
         ]
        }
       },
       {
        "patchline": {
         "destination": [
          "obj-3",
          0
         ],
         "source": [
          "obj-50",
          0
         ]
        }
       },
       {
        "patchline": {
         "destination": [
          "obj-52",
          0
         ],
         "source": [
          "obj-42",
          2
         ]
        }
       },
       {
        "patchline": {
         "destination": [
          "obj-51",
          0
         ],
         "source": [
          "obj-42",
          1
         ]
        }
       },
       {
        "patchline": {
         "destination": [
          "obj-53",
          0
         ],
         "source": [
          "obj-42",
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
          "obj-52",
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
          "obj-51",
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
          "obj-53",
          0
         ]
        }
       },
       {
        "patchline": {
         "destination": [
          "obj-54",
          0
         ],
         "source": [
          "obj-37",
          2
         ]
        }
       },
       {
        "patchline": {
         "destination": [
          "obj-55",
          0
         ],
         "source": [
          "obj-54",
          1
         ]
        }
       },
       {
        "patchline": {
         "destination": [
          "obj-56",
          0
         ],
         "source": [
          "obj-55",
          0
         ]
        }
       },
       {
        "patchline": {
         "destination": [
          "obj-56",
          0
         ],
         "source": [
          "obj-37",
          3
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
          "obj-56",
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
          "obj-37",
          4
         ]
        }
       },
       {
        "patchline": {
         "destination": [
          "obj-57",
          0
         ],
         "source": [
          "obj-37",
          5
         ]
        }
       },
       {
        "patchline": {
         "destination": [
          "obj-58",
          0
         ],
         "source": [
          "obj-57",
          1
         ]
        }
       },
       {
        "patchline": {
         "destination": [
          "obj-59",
          0
         ],
         "source": [
          "obj-58",
          0
         ]
        }
       },
       {
        "patchline": {
         "destination": [
          "obj-60",
          0
         ],
         "source": [
          "obj-59",
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
          "obj-60",
          0
         ]
        }
       },
       {
        "patchline": {
         "destination": [
          "obj-61",
          0
         ],
         "source": [
          "obj-57",
          0
         ]
        }
       },
       {
        "patchline": {
         "destination": [
          "obj-62",
          0
         ],
         "source": [
          "obj-61",
          1
         ]
        }
       },
       {
        "patchline": {
         "destination": [
          "obj-63",
          0
         ],
         "source": [
          "obj-62",
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
          "obj-63",
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
          "obj-37",
          6
         ]
        }
       },
       {
        "patchline": {
         "destination": [
          "obj-64",
          0
         ],
         "source": [
          "obj-37",
          7
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
          "obj-64",
          0
         ]
        }
       },
       {
        "patchline": {
         "destination": [
          "obj-65",
          0
         ],
         "source": [
          "obj-37",
          8
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
          "obj-65",
          0
         ]
        }
       },
       {
        "patchline": {
         "destination": [
          "obj-66",
          0
         ],
         "source": [
          "obj-37",
          9
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
          "obj-66",
          0
         ]
        }
       },
       {
        "patchline": {
         "destination": [
          "obj-67",
          0
         ],
         "source": [
          "obj-37",
          10
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
          "obj-67",
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
          "obj-37",
          11
         ]
        }
       }
      ]
     }
    }
   },
   {
    "box": {
     "id": "obj-5",
     "maxclass": "toggle",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      "int"
     ],
     "patching_rect": [
      820.0,
      760.0,
      24.0,
      24.0
     ],
     "presentation": 1,
     "presentation_rect": [
      560.0,
      14.0,
      20.0,
      20.0
     ],
     "ignoreclick": 1
    }
   },
   {
    "box": {
     "id": "obj-6",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      860.0,
      760.0,
      112.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      584.0,
      15.0,
      110.0,
      18.0
     ],
     "text": "daemon answers",
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
     "id": "obj-7",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      900.0,
      40.0,
      56.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      16.0,
      64.0,
      60.0,
      18.0
     ],
     "text": "prompt",
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
     "id": "obj-8",
     "maxclass": "textedit",
     "numinlets": 1,
     "numoutlets": 4,
     "outlettype": [
      "",
      "int",
      "",
      ""
     ],
     "patching_rect": [
      40.0,
      60.0,
      430.0,
      30.0
     ],
     "presentation": 1,
     "presentation_rect": [
      16.0,
      82.0,
      470.0,
      30.0
     ],
     "outputmode": 1,
     "keymode": 1,
     "fontsize": 14.0,
     "lines": 1,
     "text": "kick drum, bass, reverb"
    }
   },
   {
    "box": {
     "id": "obj-9",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      40.0,
      110.0,
      84.0,
      22.0
     ],
     "text": "route text"
    }
   },
   {
    "box": {
     "id": "obj-10",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "bang",
      ""
     ],
     "patching_rect": [
      40.0,
      140.0,
      49.0,
      22.0
     ],
     "text": "t b s"
    }
   },
   {
    "box": {
     "id": "obj-11",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      900.0,
      70.0,
      49.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      498.0,
      64.0,
      60.0,
      18.0
     ],
     "text": "voice",
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
     "id": "obj-12",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      900.0,
      100.0,
      56.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      600.0,
      64.0,
      60.0,
      18.0
     ],
     "text": "effort",
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
     "id": "obj-13",
     "maxclass": "umenu",
     "numinlets": 1,
     "numoutlets": 3,
     "outlettype": [
      "int",
      "",
      ""
     ],
     "patching_rect": [
      200.0,
      140.0,
      92.0,
      24.0
     ],
     "presentation": 1,
     "presentation_rect": [
      498.0,
      84.0,
      92.0,
      24.0
     ],
     "items": [
      "fm",
      ",",
      "fm6",
      ",",
      "dx7",
      ",",
      "impact",
      ",",
      "impact64",
      ",",
      "impact128"
     ]
    }
   },
   {
    "box": {
     "id": "obj-14",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      200.0,
      110.0,
      84.0,
      22.0
     ],
     "text": "loadmess 0"
    }
   },
   {
    "box": {
     "id": "obj-15",
     "maxclass": "umenu",
     "numinlets": 1,
     "numoutlets": 3,
     "outlettype": [
      "int",
      "",
      ""
     ],
     "patching_rect": [
      320.0,
      140.0,
      92.0,
      24.0
     ],
     "presentation": 1,
     "presentation_rect": [
      600.0,
      84.0,
      92.0,
      24.0
     ],
     "items": [
      "fast",
      ",",
      "normal",
      ",",
      "best"
     ]
    }
   },
   {
    "box": {
     "id": "obj-16",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      320.0,
      110.0,
      84.0,
      22.0
     ],
     "text": "loadmess 0"
    }
   },
   {
    "box": {
     "id": "obj-17",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      40.0,
      180.0,
      112.0,
      22.0
     ],
     "text": "random 1000000"
    }
   },
   {
    "box": {
     "id": "obj-18",
     "maxclass": "newobj",
     "numinlets": 4,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      40.0,
      230.0,
      161.0,
      22.0
     ],
     "text": "pack 0 fm prompt fast"
    }
   },
   {
    "box": {
     "id": "obj-19",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      "int"
     ],
     "patching_rect": [
      300.0,
      320.0,
      35.0,
      22.0
     ],
     "text": "int"
    }
   },
   {
    "box": {
     "id": "obj-20",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "int",
      "int"
     ],
     "patching_rect": [
      40.0,
      205.0,
      49.0,
      22.0
     ],
     "text": "t i i"
    }
   },
   {
    "box": {
     "id": "obj-21",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      40.0,
      270.0,
      224.0,
      22.0
     ],
     "text": "/bridge/fit $1 $2 $3 budget $4"
    }
   },
   {
    "box": {
     "id": "obj-22",
     "maxclass": "textbutton",
     "numinlets": 1,
     "numoutlets": 3,
     "outlettype": [
      "",
      "",
      "int"
     ],
     "patching_rect": [
      300.0,
      230.0,
      120.0,
      28.0
     ],
     "presentation": 1,
     "presentation_rect": [
      16.0,
      120.0,
      120.0,
      28.0
     ],
     "text": "fit",
     "mode": 0,
     "rounded": 6.0,
     "fontsize": 12.0,
     "bgoncolor": [
      0.98,
      0.62,
      0.24,
      1.0
     ],
     "bgcolor": [
      0.98,
      0.62,
      0.24,
      1.0
     ],
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
     "id": "obj-23",
     "maxclass": "textbutton",
     "numinlets": 1,
     "numoutlets": 3,
     "outlettype": [
      "",
      "",
      "int"
     ],
     "patching_rect": [
      440.0,
      230.0,
      90.0,
      28.0
     ],
     "presentation": 1,
     "presentation_rect": [
      144.0,
      120.0,
      90.0,
      28.0
     ],
     "text": "cancel",
     "mode": 0,
     "rounded": 6.0,
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-24",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      300.0,
      350.0,
      168.0,
      22.0
     ],
     "text": "prepend /bridge/cancel"
    }
   },
   {
    "box": {
     "id": "obj-25",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      240.0,
      760.0,
      84.0,
      22.0
     ],
     "text": "zl.slice 1"
    }
   },
   {
    "box": {
     "id": "obj-26",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      240.0,
      790.0,
      49.0,
      22.0
     ],
     "text": "t l l"
    }
   },
   {
    "box": {
     "id": "obj-27",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 4,
     "outlettype": [
      "int",
      "int",
      "float",
      "float"
     ],
     "patching_rect": [
      360.0,
      830.0,
      126.0,
      22.0
     ],
     "text": "unpack 0 0 0. 0."
    }
   },
   {
    "box": {
     "id": "obj-28",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      360.0,
      860.0,
      231.0,
      22.0
     ],
     "text": "expr 100. * $f1 / ($f2 + 0.001)"
    }
   },
   {
    "box": {
     "id": "obj-29",
     "maxclass": "slider",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      360.0,
      900.0,
      220.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      246.0,
      124.0,
      240.0,
      20.0
     ],
     "size": 101.0,
     "orientation": 1,
     "floatoutput": 1,
     "ignoreclick": 1,
     "knobcolor": [
      0.98,
      0.62,
      0.24,
      1.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-30",
     "maxclass": "newobj",
     "numinlets": 4,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      240.0,
      940.0,
      385.0,
      22.0
     ],
     "text": "sprintf set step %ld of %ld - loss %.3f - %.0f s left"
    }
   },
   {
    "box": {
     "id": "obj-31",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      240.0,
      970.0,
      133.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      498.0,
      124.0,
      200.0,
      20.0
     ],
     "text": "no fit is running",
     "fontsize": 11.0,
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
     "id": "obj-32",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      900.0,
      130.0,
      182.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      360.0,
      158.0,
      200.0,
      18.0
     ],
     "text": "parameters, as they come",
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
     "id": "obj-33",
     "maxclass": "jit.cellblock",
     "numinlets": 2,
     "numoutlets": 4,
     "outlettype": [
      "list",
      "",
      "",
      ""
     ],
     "patching_rect": [
      40.0,
      1120.0,
      330.0,
      220.0
     ],
     "presentation": 1,
     "presentation_rect": [
      360.0,
      178.0,
      336.0,
      290.0
     ],
     "rows": 160,
     "cols": 2,
     "hscroll": 0,
     "colwidth": 150,
     "rowheight": 17,
     "readonly": 1,
     "fontsize": 11.0
    }
   },
   {
    "box": {
     "id": "obj-34",
     "maxclass": "newobj",
     "numinlets": 3,
     "numoutlets": 3,
     "outlettype": [
      "",
      "",
      ""
     ],
     "patching_rect": [
      40.0,
      800.0,
      119.0,
      22.0
     ],
     "text": "route begin end"
    }
   },
   {
    "box": {
     "id": "obj-35",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      "int"
     ],
     "patching_rect": [
      100.0,
      900.0,
      35.0,
      22.0
     ],
     "text": "int"
    }
   },
   {
    "box": {
     "id": "obj-36",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      "int"
     ],
     "patching_rect": [
      180.0,
      960.0,
      35.0,
      22.0
     ],
     "text": "+ 1"
    }
   },
   {
    "box": {
     "id": "obj-37",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "bang",
      "bang"
     ],
     "patching_rect": [
      40.0,
      840.0,
      49.0,
      22.0
     ],
     "text": "t b b"
    }
   },
   {
    "box": {
     "id": "obj-38",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      60.0,
      870.0,
      32.0,
      22.0
     ],
     "text": "0"
    }
   },
   {
    "box": {
     "id": "obj-39",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      20.0,
      1080.0,
      77.0,
      22.0
     ],
     "text": "clear all"
    }
   },
   {
    "box": {
     "id": "obj-40",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "bang",
      ""
     ],
     "patching_rect": [
      130.0,
      840.0,
      49.0,
      22.0
     ],
     "text": "t b l"
    }
   },
   {
    "box": {
     "id": "obj-41",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      180.0,
      870.0,
      84.0,
      22.0
     ],
     "text": "zl.slice 1"
    }
   },
   {
    "box": {
     "id": "obj-42",
     "maxclass": "newobj",
     "numinlets": 3,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      100.0,
      1000.0,
      112.0,
      22.0
     ],
     "text": "pack 0 name 0."
    }
   },
   {
    "box": {
     "id": "obj-43",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "int",
      "int"
     ],
     "patching_rect": [
      100.0,
      930.0,
      49.0,
      22.0
     ],
     "text": "t i i"
    }
   },
   {
    "box": {
     "id": "obj-44",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      100.0,
      1040.0,
      182.0,
      22.0
     ],
     "text": "set 0 $1 $2, set 1 $1 $3"
    }
   },
   {
    "box": {
     "id": "obj-45",
     "maxclass": "newobj",
     "numinlets": 4,
     "numoutlets": 4,
     "outlettype": [
      "bang",
      "bang",
      "bang",
      ""
     ],
     "patching_rect": [
      480.0,
      760.0,
      133.0,
      22.0
     ],
     "text": "sel fm impact dx7"
    }
   },
   {
    "box": {
     "id": "obj-46",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 3,
     "outlettype": [
      "",
      "",
      ""
     ],
     "patching_rect": [
      600.0,
      900.0,
      56.0,
      22.0
     ],
     "text": "gate 3"
    }
   },
   {
    "box": {
     "id": "obj-47",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      480.0,
      800.0,
      32.0,
      22.0
     ],
     "text": "1"
    }
   },
   {
    "box": {
     "id": "obj-48",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      530.0,
      800.0,
      32.0,
      22.0
     ],
     "text": "2"
    }
   },
   {
    "box": {
     "id": "obj-49",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      580.0,
      800.0,
      32.0,
      22.0
     ],
     "text": "3"
    }
   },
   {
    "box": {
     "id": "obj-50",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      "int"
     ],
     "patching_rect": [
      660.0,
      800.0,
      35.0,
      22.0
     ],
     "text": "t 0"
    }
   },
   {
    "box": {
     "id": "obj-51",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      600.0,
      970.0,
      119.0,
      22.0
     ],
     "text": "s sds-bridge.fm"
    }
   },
   {
    "box": {
     "id": "obj-52",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      750.0,
      950.0,
      147.0,
      22.0
     ],
     "text": "s sds-bridge.impact"
    }
   },
   {
    "box": {
     "id": "obj-53",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      900.0,
      950.0,
      126.0,
      22.0
     ],
     "text": "s sds-bridge.dx7"
    }
   },
   {
    "box": {
     "id": "obj-54",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      900.0,
      160.0,
      63.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      16.0,
      158.0,
      100.0,
      18.0
     ],
     "text": "presets",
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
     "id": "obj-55",
     "maxclass": "umenu",
     "numinlets": 1,
     "numoutlets": 3,
     "outlettype": [
      "int",
      "",
      ""
     ],
     "patching_rect": [
      600.0,
      300.0,
      220.0,
      24.0
     ],
     "presentation": 1,
     "presentation_rect": [
      16.0,
      178.0,
      220.0,
      24.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-56",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      640.0,
      340.0,
      70.0,
      22.0
     ],
     "text": "tosymbol"
    }
   },
   {
    "box": {
     "id": "obj-57",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      640.0,
      420.0,
      56.0,
      22.0
     ],
     "text": "zl.reg"
    }
   },
   {
    "box": {
     "id": "obj-58",
     "maxclass": "textbutton",
     "numinlets": 1,
     "numoutlets": 3,
     "outlettype": [
      "",
      "",
      "int"
     ],
     "patching_rect": [
      600.0,
      380.0,
      90.0,
      24.0
     ],
     "presentation": 1,
     "presentation_rect": [
      244.0,
      178.0,
      90.0,
      24.0
     ],
     "text": "load",
     "mode": 0,
     "rounded": 6.0,
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-59",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      640.0,
      460.0,
      203.0,
      22.0
     ],
     "text": "prepend /bridge/preset/load"
    }
   },
   {
    "box": {
     "id": "obj-60",
     "maxclass": "textbutton",
     "numinlets": 1,
     "numoutlets": 3,
     "outlettype": [
      "",
      "",
      "int"
     ],
     "patching_rect": [
      840.0,
      380.0,
      90.0,
      24.0
     ],
     "presentation": 1,
     "presentation_rect": [
      244.0,
      210.0,
      90.0,
      24.0
     ],
     "text": "list anew",
     "mode": 0,
     "rounded": 6.0,
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-61",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      840.0,
      420.0,
      147.0,
      22.0
     ],
     "text": "/bridge/preset/list"
    }
   },
   {
    "box": {
     "id": "obj-62",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      900.0,
      240.0,
      147.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      16.0,
      244.0,
      200.0,
      18.0
     ],
     "text": "save what sounds as",
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
     "id": "obj-63",
     "maxclass": "textedit",
     "numinlets": 1,
     "numoutlets": 4,
     "outlettype": [
      "",
      "int",
      "",
      ""
     ],
     "patching_rect": [
      600.0,
      500.0,
      220.0,
      24.0
     ],
     "presentation": 1,
     "presentation_rect": [
      16.0,
      264.0,
      220.0,
      24.0
     ],
     "outputmode": 1,
     "keymode": 1,
     "fontsize": 12.0,
     "lines": 1,
     "text": "my sound"
    }
   },
   {
    "box": {
     "id": "obj-64",
     "maxclass": "textbutton",
     "numinlets": 1,
     "numoutlets": 3,
     "outlettype": [
      "",
      "",
      "int"
     ],
     "patching_rect": [
      840.0,
      500.0,
      90.0,
      24.0
     ],
     "presentation": 1,
     "presentation_rect": [
      244.0,
      264.0,
      90.0,
      24.0
     ],
     "text": "save",
     "mode": 0,
     "rounded": 6.0,
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-65",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      600.0,
      540.0,
      84.0,
      22.0
     ],
     "text": "route text"
    }
   },
   {
    "box": {
     "id": "obj-66",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      600.0,
      570.0,
      203.0,
      22.0
     ],
     "text": "prepend /bridge/preset/save"
    }
   },
   {
    "box": {
     "id": "obj-67",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      900.0,
      270.0,
      245.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      16.0,
      298.0,
      220.0,
      18.0
     ],
     "text": "write the chosen preset as a file",
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
     "id": "obj-68",
     "maxclass": "umenu",
     "numinlets": 1,
     "numoutlets": 3,
     "outlettype": [
      "int",
      "",
      ""
     ],
     "patching_rect": [
      1000.0,
      392.0,
      100.0,
      24.0
     ],
     "presentation": 1,
     "presentation_rect": [
      16.0,
      318.0,
      100.0,
      24.0
     ],
     "items": [
      "json",
      ",",
      "syx"
     ]
    }
   },
   {
    "box": {
     "id": "obj-69",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      1000.0,
      362.0,
      84.0,
      22.0
     ],
     "text": "loadmess 0"
    }
   },
   {
    "box": {
     "id": "obj-70",
     "maxclass": "textbutton",
     "numinlets": 1,
     "numoutlets": 3,
     "outlettype": [
      "",
      "",
      "int"
     ],
     "patching_rect": [
      1000.0,
      330.0,
      90.0,
      24.0
     ],
     "presentation": 1,
     "presentation_rect": [
      244.0,
      318.0,
      90.0,
      24.0
     ],
     "text": "export",
     "mode": 0,
     "rounded": 6.0,
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-71",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "outlettype": [
      "",
      ""
     ],
     "patching_rect": [
      1000.0,
      460.0,
      56.0,
      22.0
     ],
     "text": "zl.reg"
    }
   },
   {
    "box": {
     "id": "obj-72",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      1000.0,
      500.0,
      112.0,
      22.0
     ],
     "text": "pack name json"
    }
   },
   {
    "box": {
     "id": "obj-73",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      1000.0,
      540.0,
      203.0,
      22.0
     ],
     "text": "/bridge/preset/export $1 $2"
    }
   },
   {
    "box": {
     "id": "obj-74",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      620.0,
      1120.0,
      63.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      16.0,
      498.0,
      680.0,
      20.0
     ],
     "text": "welcome",
     "fontsize": 11.0,
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
     "id": "obj-75",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      620.0,
      1080.0,
      91.0,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-76",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      720.0,
      1080.0,
      126.0,
      22.0
     ],
     "text": "prepend set done"
    }
   },
   {
    "box": {
     "id": "obj-77",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      860.0,
      1080.0,
      140.0,
      22.0
     ],
     "text": "prepend set fitted"
    }
   },
   {
    "box": {
     "id": "obj-78",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      900.0,
      300.0,
      175.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      16.0,
      360.0,
      200.0,
      18.0
     ],
     "text": "play the daemon's voice",
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
     "id": "obj-79",
     "maxclass": "kslider",
     "numinlets": 2,
     "numoutlets": 2,
     "outlettype": [
      "int",
      "int"
     ],
     "patching_rect": [
      1100.0,
      60.0,
      336.0,
      53.0
     ],
     "presentation": 1,
     "presentation_rect": [
      16.0,
      380.0,
      318.0,
      53.0
     ],
     "offset": 36,
     "range": 48
    }
   },
   {
    "box": {
     "id": "obj-80",
     "maxclass": "newobj",
     "numinlets": 3,
     "numoutlets": 2,
     "outlettype": [
      "int",
      "int"
     ],
     "patching_rect": [
      1100.0,
      140.0,
      126.0,
      22.0
     ],
     "text": "makenote 100 400"
    }
   },
   {
    "box": {
     "id": "obj-81",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      1100.0,
      180.0,
      70.0,
      22.0
     ],
     "text": "pack 0 0"
    }
   },
   {
    "box": {
     "id": "obj-82",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      1100.0,
      240.0,
      182.0,
      22.0
     ],
     "text": "/bridge/voice/note $1 $2"
    }
   },
   {
    "box": {
     "id": "obj-83",
     "maxclass": "textbutton",
     "numinlets": 1,
     "numoutlets": 3,
     "outlettype": [
      "",
      "",
      "int"
     ],
     "patching_rect": [
      1100.0,
      300.0,
      90.0,
      24.0
     ],
     "presentation": 1,
     "presentation_rect": [
      244.0,
      444.0,
      90.0,
      24.0
     ],
     "text": "silence",
     "mode": 0,
     "rounded": 6.0,
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-84",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      1100.0,
      332.0,
      147.0,
      22.0
     ],
     "text": "/bridge/voice/panic"
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
      6
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
      "obj-13",
      0
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
      "obj-15",
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
      "obj-18",
      2
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
      "obj-18",
      1
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
      "obj-18",
      3
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
      "obj-17",
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
      "obj-20",
      0
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
      "obj-19",
      1
     ],
     "source": [
      "obj-20",
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
      "obj-20",
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
      "obj-18",
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
      "obj-21",
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
      "obj-22",
      0
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
      "obj-23",
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
      "obj-19",
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
      "obj-24",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-25",
      0
     ],
     "source": [
      "obj-4",
      2
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
      1
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-27",
      0
     ],
     "source": [
      "obj-26",
      1
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
      "obj-27",
      1
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
      "obj-27",
      0
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
      "obj-30",
      0
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
      "obj-31",
      0
     ],
     "source": [
      "obj-30",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-34",
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
      "obj-37",
      0
     ],
     "source": [
      "obj-34",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-39",
      0
     ],
     "source": [
      "obj-37",
      1
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-33",
      0
     ],
     "source": [
      "obj-39",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-38",
      0
     ],
     "source": [
      "obj-37",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-35",
      1
     ],
     "source": [
      "obj-38",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-40",
      0
     ],
     "source": [
      "obj-34",
      2
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-41",
      0
     ],
     "source": [
      "obj-40",
      1
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-42",
      2
     ],
     "source": [
      "obj-41",
      1
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-42",
      1
     ],
     "source": [
      "obj-41",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-35",
      0
     ],
     "source": [
      "obj-40",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-43",
      0
     ],
     "source": [
      "obj-35",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-42",
      0
     ],
     "source": [
      "obj-43",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-36",
      0
     ],
     "source": [
      "obj-43",
      1
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-35",
      1
     ],
     "source": [
      "obj-36",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-44",
      0
     ],
     "source": [
      "obj-42",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-33",
      0
     ],
     "source": [
      "obj-44",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-45",
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
      "obj-47",
      0
     ],
     "source": [
      "obj-45",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-46",
      0
     ],
     "source": [
      "obj-47",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-48",
      0
     ],
     "source": [
      "obj-45",
      1
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-46",
      0
     ],
     "source": [
      "obj-48",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-49",
      0
     ],
     "source": [
      "obj-45",
      2
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-46",
      0
     ],
     "source": [
      "obj-49",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-50",
      0
     ],
     "source": [
      "obj-45",
      3
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-46",
      0
     ],
     "source": [
      "obj-50",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-46",
      1
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
      "obj-51",
      0
     ],
     "source": [
      "obj-46",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-52",
      0
     ],
     "source": [
      "obj-46",
      1
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-53",
      0
     ],
     "source": [
      "obj-46",
      2
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-55",
      0
     ],
     "source": [
      "obj-4",
      3
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-56",
      0
     ],
     "source": [
      "obj-55",
      1
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-57",
      1
     ],
     "source": [
      "obj-56",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-57",
      0
     ],
     "source": [
      "obj-58",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-59",
      0
     ],
     "source": [
      "obj-57",
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
      "obj-59",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-61",
      0
     ],
     "source": [
      "obj-60",
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
      "obj-61",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-63",
      0
     ],
     "source": [
      "obj-64",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-65",
      0
     ],
     "source": [
      "obj-63",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-66",
      0
     ],
     "source": [
      "obj-65",
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
      "obj-66",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-68",
      0
     ],
     "source": [
      "obj-69",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-71",
      1
     ],
     "source": [
      "obj-56",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-72",
      1
     ],
     "source": [
      "obj-68",
      1
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-71",
      0
     ],
     "source": [
      "obj-70",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-72",
      0
     ],
     "source": [
      "obj-71",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-73",
      0
     ],
     "source": [
      "obj-72",
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
      "obj-73",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-75",
      0
     ],
     "source": [
      "obj-4",
      4
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-76",
      0
     ],
     "source": [
      "obj-4",
      7
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-74",
      0
     ],
     "source": [
      "obj-76",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-77",
      0
     ],
     "source": [
      "obj-4",
      5
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-74",
      0
     ],
     "source": [
      "obj-77",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-74",
      0
     ],
     "source": [
      "obj-75",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-80",
      1
     ],
     "source": [
      "obj-79",
      1
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-81",
      1
     ],
     "source": [
      "obj-80",
      1
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-80",
      0
     ],
     "source": [
      "obj-79",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-81",
      0
     ],
     "source": [
      "obj-80",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-82",
      0
     ],
     "source": [
      "obj-81",
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
      "obj-82",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-84",
      0
     ],
     "source": [
      "obj-83",
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
      "obj-84",
      0
     ]
    }
   }
  ]
 }
}
