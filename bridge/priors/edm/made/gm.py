"""General MIDI by name: what each program and drum key is called, where its category lies, and its usual range.

Program names are those of midi-js-soundfonts, so that a group here and one of a corpus made from them agree.
"""

from __future__ import annotations

from dataclasses import dataclass

_PROGRAMS = """
acoustic_grand_piano|grand piano;acoustic piano;piano|keys|28|96|struck
bright_acoustic_piano|bright piano;bright acoustic piano;piano|keys|28|96|struck
electric_grand_piano|electric grand piano;electric grand;electric piano|keys|28|96|struck
honkytonk_piano|honky tonk piano;saloon piano;out of tune piano|keys|36|90|struck
electric_piano_1|electric piano;rhodes electric piano;rhodes|keys|31|91|struck
electric_piano_2|electric piano;fm electric piano;digital electric piano|keys|31|91|struck
harpsichord|harpsichord;baroque harpsichord;plucked harpsichord|keys|31|86|struck
clavinet|clavinet;funky clavinet;clav|keys|36|84|struck
celesta|celesta;celeste;celesta bell|bell_mallet|60|103|struck
glockenspiel|glockenspiel;small metal bars;glockenspiel bell|bell_mallet|72|108|struck
music_box|music box;toy music box;tinkling music box|bell_mallet|55|98|struck
vibraphone|vibraphone;vibes;metal bar mallet|bell_mallet|48|91|struck
marimba|marimba;wooden mallet bar;marimba mallet|bell_mallet|43|91|struck
xylophone|xylophone;wooden xylophone;xylophone bar|bell_mallet|60|103|struck
tubular_bells|tubular bell;church chime;tubular bells|bell_mallet|55|79|struck
dulcimer|hammered dulcimer;dulcimer;dulcimer string|bell_mallet|48|88|struck
drawbar_organ|drawbar organ;hammond organ;jazz organ|keys|36|96|held
percussive_organ|percussive organ;organ with percussion;click organ|keys|36|96|held
rock_organ|rock organ;overdriven organ;rotary organ|keys|36|96|held
church_organ|church organ;pipe organ;cathedral organ|keys|28|96|held
reed_organ|reed organ;harmonium;pump organ|keys|36|91|held
accordion|accordion;squeezebox;french accordion|keys|48|88|held
harmonica|harmonica;blues harp;mouth organ|keys|55|88|held
tango_accordion|tango accordion;bandoneon;concertina|keys|41|88|held
acoustic_guitar_nylon|nylon guitar;classical guitar;nylon string guitar;acoustic guitar|plucked_string|40|84|struck
acoustic_guitar_steel|steel string guitar;acoustic guitar;folk guitar|plucked_string|40|84|struck
electric_guitar_jazz|jazz guitar;clean jazz guitar;hollow body guitar|plucked_string|40|84|struck
electric_guitar_clean|clean electric guitar;electric guitar;clean guitar|plucked_string|40|84|struck
electric_guitar_muted|muted electric guitar;palm muted guitar;muted guitar|plucked_string|40|79|struck
overdriven_guitar|overdriven guitar;overdriven electric guitar;crunchy guitar|plucked_string|40|84|held
distortion_guitar|distortion guitar;distorted guitar;heavy guitar|plucked_string|40|84|held
guitar_harmonics|guitar harmonics;guitar harmonic;flageolet|plucked_string|52|88|struck
acoustic_bass|acoustic bass;upright bass;double bass pluck;jazz bass|bass|28|60|struck
electric_bass_finger|electric bass;fingered bass;bass guitar;finger bass guitar|bass|24|60|struck
electric_bass_pick|picked bass;bass guitar with pick;pick bass|bass|24|60|struck
fretless_bass|fretless bass;fretless bass guitar;singing bass|bass|24|60|struck
slap_bass_1|slap bass;slapped bass guitar;funk bass|bass|24|60|struck
slap_bass_2|slap bass;popped bass guitar;pop bass|bass|24|60|struck
synth_bass_1|synth bass;synthesizer bass;analog bass;electronic bass|bass|24|60|struck
synth_bass_2|synth bass;hard synth bass;rubber bass|bass|24|60|struck
violin|violin;bowed violin;solo violin|bowed_wind|55|98|held
viola|viola;bowed viola;solo viola|bowed_wind|48|86|held
cello|cello;bowed cello;solo cello|bowed_wind|36|76|held
contrabass|contrabass;bowed double bass;arco bass|bowed_wind|24|62|held
tremolo_strings|tremolo strings;trembling strings;string tremolo|bowed_wind|36|93|held
pizzicato_strings|pizzicato strings;plucked strings;string pizzicato;pizzicato|plucked_string|36|93|struck
orchestral_harp|harp;orchestral harp;plucked harp|plucked_string|28|98|struck
timpani|timpani;kettle drum;orchestral timpani|percussion|36|57|struck
string_ensemble_1|string ensemble;orchestral strings;string section|bowed_wind|32|96|held
string_ensemble_2|slow strings;string ensemble;soft string section|bowed_wind|32|96|held
synth_strings_1|synth strings;synthesizer strings;string machine|synth_note|36|96|held
synth_strings_2|synth strings;synthesizer strings;analog strings|synth_note|36|96|held
choir_aahs|choir aahs;choir;singing choir;choir ah|voice|43|84|held
voice_oohs|voice oohs;singing voice ooh;choir oohs|voice|43|84|held
synth_choir|synth choir;synth voice;vocal synthesizer;artificial choir|synth_note|43|88|held
orchestra_hit|orchestra hit;orchestral hit;orchestra stab;orchestral stab|synth_note|36|84|struck
trumpet|trumpet;solo trumpet;brass trumpet;trumpet blow|bowed_wind|52|86|held
trombone|trombone;solo trombone;brass trombone|bowed_wind|36|76|held
tuba|tuba;low brass;brass tuba;bass tuba|bowed_wind|26|62|held
muted_trumpet|muted trumpet;trumpet with mute;harmon mute trumpet|bowed_wind|52|86|held
french_horn|french horn;horn;orchestral horn|bowed_wind|36|77|held
brass_section|brass section;brass ensemble;horn section;brass|bowed_wind|36|86|held
synth_brass_1|synth brass;synthesizer brass;analog brass|synth_note|36|90|held
synth_brass_2|synth brass;synthesizer brass;soft synth brass|synth_note|36|90|held
soprano_sax|soprano sax;soprano saxophone|bowed_wind|56|88|held
alto_sax|alto sax;alto saxophone|bowed_wind|49|81|held
tenor_sax|tenor sax;tenor saxophone|bowed_wind|42|76|held
baritone_sax|baritone sax;baritone saxophone|bowed_wind|36|69|held
oboe|oboe;solo oboe;reed oboe|bowed_wind|58|91|held
english_horn|english horn;cor anglais;double reed woodwind|bowed_wind|50|82|held
bassoon|bassoon;low woodwind;double reed bassoon|bowed_wind|34|72|held
clarinet|clarinet;solo clarinet;woodwind clarinet|bowed_wind|50|91|held
piccolo|piccolo;piccolo flute|bowed_wind|74|108|held
flute|flute;solo flute;concert flute;blown flute|bowed_wind|60|96|held
recorder|recorder;recorder flute;wooden recorder;blown recorder|bowed_wind|60|96|held
pan_flute|pan flute;pan pipe;breathy flute|bowed_wind|55|91|held
blown_bottle|blown bottle;bottle blow;blowing over a bottle|bowed_wind|48|84|held
shakuhachi|shakuhachi;japanese bamboo flute;shakuhachi flute|bowed_wind|55|84|held
whistle|whistle;whistling;human whistle|bowed_wind|60|96|held
ocarina|ocarina;clay flute;ocarina flute|bowed_wind|60|91|held
lead_1_square|square lead;synth lead square;square wave synth|synth_note|36|96|held
lead_2_sawtooth|saw lead;synth lead sawtooth;sawtooth synth|synth_note|36|96|held
lead_3_calliope|calliope lead;synth lead calliope;steam organ synth|synth_note|48|96|held
lead_4_chiff|chiff lead;synth lead chiff;breathy synth lead|synth_note|48|96|held
lead_5_charang|charang lead;synth lead charang;distorted synth lead|synth_note|36|91|held
lead_6_voice|voice lead;synth lead voice;vocal synth lead|synth_note|43|91|held
lead_7_fifths|fifths lead;synth lead fifths;synth in fifths;sawtooth fifths synth|synth_note|36|88|held
lead_8_bass__lead|bass and lead;synth lead bass;fat synth bass|bass|24|72|held
pad_1_new_age|new age pad;synth pad new age;fantasia synth|synth_note|36|91|held
pad_2_warm|warm pad;synth pad warm;warm synth pad|synth_note|36|91|held
pad_3_polysynth|polysynth pad;synth pad polysynth;polysynth|synth_note|36|91|held
pad_4_choir|choir pad;synth pad choir;space voice pad|synth_note|36|91|held
pad_5_bowed|bowed pad;synth pad bowed;bowed glass pad|synth_note|36|91|held
pad_6_metallic|metallic pad;synth pad metallic;metal synth pad|synth_note|36|91|held
pad_7_halo|halo pad;synth pad halo;airy synth pad|synth_note|36|91|held
pad_8_sweep|sweep pad;synth pad sweep;sweeping synth pad|synth_note|36|91|held
fx_1_rain|rain synth;synth effect rain;ice rain synth|synth_note|48|96|held
fx_2_soundtrack|soundtrack synth;synth effect soundtrack;cinematic synth pad|synth_note|36|84|held
fx_3_crystal|crystal synth;synth effect crystal;glassy synth bell|synth_note|48|96|struck
fx_4_atmosphere|atmosphere synth;synth effect atmosphere;guitar and pad synth|synth_note|40|88|held
fx_5_brightness|brightness synth;synth effect brightness;synth pad|synth_note|36|91|held
fx_6_goblins|goblins synth;synth effect goblins;spooky synth|synth_note|36|84|held
fx_7_echoes|echoes synth;synth effect echoes;echo drops synth|synth_note|48|91|held
fx_8_scifi|science fiction synth;synth effect scifi;star theme synth|synth_note|40|91|held
sitar|sitar;indian sitar;buzzing sitar string;plucked sitar|plucked_string|40|84|struck
banjo|banjo;banjo pluck;five string banjo|plucked_string|48|86|struck
shamisen|shamisen;japanese lute;shamisen pluck|plucked_string|50|84|struck
koto|koto;japanese zither;koto pluck|plucked_string|48|86|struck
kalimba|kalimba;thumb piano;mbira;kalimba pluck|bell_mallet|48|91|struck
bagpipe|bagpipe;scottish bagpipe;drone pipes|bowed_wind|48|81|held
fiddle|fiddle;folk fiddle;country violin|bowed_wind|55|93|held
shanai|shanai reed;indian oboe;shanai|bowed_wind|50|86|held
tinkle_bell|tinkle bell;small bell;tinkling bell;sleigh bell|bell_mallet|60|96|struck
agogo|agogo bell;agogo;high agogo|percussion|55|86|struck
steel_drums|steel drum;steel pan;caribbean steel drum|bell_mallet|48|84|struck
woodblock|wood block;woodblock;temple block|percussion|48|84|struck
taiko_drum|taiko drum;japanese drum;taiko hit|percussion|36|72|struck
melodic_tom|melodic tom;tom drum;tuned tom;tom hit|tom|36|72|struck
synth_drum|synth drum;synth tom;electronic tom|tom|36|72|struck
reverse_cymbal|reverse cymbal;reversed cymbal;backwards cymbal|cymbal|54|72|effect
guitar_fret_noise|guitar fret noise;string squeak;fret squeak|plucked_string|48|80|effect
breath_noise|breath noise;breathing;key click and breath|whoosh|48|80|effect
seashore|sea shore;ocean waves;surf|water|54|74|effect
bird_tweet|bird tweet;bird chirp;chirping bird|animal|52|78|effect
telephone_ring|telephone ring;old phone ringing;ringing telephone|electronic_sfx|52|78|effect
helicopter|helicopter;helicopter rotor|misc_object|48|72|effect
applause|applause;clapping audience|clap_snap|48|72|effect
gunshot|gunshot;gun shot;pistol shot|explosion_weapon|48|72|effect
"""

_VARIATIONS = """
8|5|detuned_electric_piano|detuned electric piano;chorus electric piano;fm electric piano|keys|31|91|struck
8|6|coupled_harpsichord|coupled harpsichord;octave harpsichord;harpsichord|keys|31|79|struck
8|16|detuned_organ|detuned organ;chorus organ;detuned drawbar organ|keys|36|91|held
8|24|ukulele|ukulele;ukulele pluck;small guitar|plucked_string|55|84|struck
8|25|twelve_string_guitar|twelve string guitar;12 string guitar|plucked_string|40|79|struck
8|26|hawaiian_guitar|hawaiian guitar;slide guitar;lap steel guitar|plucked_string|40|84|struck
16|25|mandolin|mandolin;mandolin pluck|plucked_string|55|88|struck
8|38|synth_bass_3|synth bass;resonant synth bass;analog bass|bass|24|60|struck
8|39|synth_bass_4|synth bass;electronic bass;synthesizer bass|bass|24|60|struck
8|61|brass_section_2|brass section;big brass;brass ensemble|bowed_wind|36|86|held
8|62|synth_brass_3|synth brass;synthesizer brass|synth_note|36|90|held
8|63|synth_brass_4|synth brass;synthesizer brass|synth_note|36|90|held
8|80|sine_lead|sine wave;sine synth;pure sine tone;sine lead|synth_note|36|96|held
8|107|taisho_koto|taisho koto;japanese harp;koto|plucked_string|48|86|struck
8|115|castanets|castanets;castanet click;wooden castanets|percussion|54|72|effect
8|116|concert_bass_drum|concert bass drum;orchestral bass drum;big bass drum|percussion|40|66|struck
8|117|melodic_tom_2|melodic tom;rock tom;tom drum|tom|36|72|struck
8|118|tom_808|808 tom;analog tom;electronic tom|tom|36|72|struck
"""

_KEYS = """
35|kick drum;bass drum;acoustic kick|kick
36|kick drum;bass drum;kick|kick
37|side stick;rim shot;rim click|snare
38|snare drum;snare;snare hit|snare
39|hand clap;clap;claps|clap_snap
40|snare drum;snare;tight snare|snare
41|low floor tom;floor tom;low tom|tom
42|closed hi-hat;closed hihat;hi-hat|hihat
43|high floor tom;floor tom;tom|tom
44|pedal hi-hat;foot hi-hat;hihat pedal|hihat
45|low tom;tom drum;tom|tom
46|open hi-hat;open hihat;half open hi-hat|hihat
47|mid tom;tom drum;middle tom|tom
48|mid tom;tom drum;rack tom|tom
49|crash cymbal;crash;cymbal crash|cymbal
50|high tom;tom drum;rack tom|tom
51|ride cymbal;ride;cymbal ride|cymbal
52|china cymbal;chinese cymbal;trashy cymbal|cymbal
53|ride bell;ride cymbal bell;cymbal bell|cymbal
54|tambourine;tambourine hit;jingles|percussion
55|splash cymbal;small splash cymbal;splash|cymbal
56|cowbell;cow bell;metal cowbell|percussion
57|crash cymbal;second crash cymbal;crash|cymbal
58|vibraslap;rattle vibraslap|percussion
59|ride cymbal;second ride cymbal;ride|cymbal
60|high bongo;bongo;bongo drum|percussion
61|low bongo;bongo;bongo drum|percussion
62|muted conga;muted high conga;conga slap|percussion
63|open conga;high conga;conga drum|percussion
64|low conga;conga;conga drum|percussion
65|high timbale;timbale;timbales|percussion
66|low timbale;timbale;timbales|percussion
67|high agogo;agogo bell|percussion
68|low agogo;agogo bell|percussion
69|cabasa;cabasa shake;shaker|percussion
70|maracas;maraca shake;shaker|percussion
71|short whistle;samba whistle|percussion
72|long whistle;samba whistle|percussion
73|short guiro;guiro;guiro scrape|percussion
74|long guiro;guiro;guiro scrape|percussion
75|claves;clave;wooden claves|percussion
76|high wood block;wood block|percussion
77|low wood block;wood block|percussion
78|muted cuica;cuica|percussion
79|open cuica;cuica|percussion
80|muted triangle;damped triangle|percussion
81|open triangle;triangle;ringing triangle|percussion
"""

_ORCHESTRA_KEYS = """
35|concert bass drum;orchestral bass drum;big bass drum|percussion
36|concert bass drum;orchestral bass drum;big bass drum|percussion
38|concert snare;orchestral snare drum;snare drum|snare
40|concert snare;orchestral snare drum;military snare|snare
57|concert cymbals;orchestral cymbal crash;hand cymbals|cymbal
59|concert cymbals;orchestral cymbal crash;hand cymbals|cymbal
"""

_BRUSH_KEYS = """
38|brush snare;snare drum tapped with brushes;brushed snare|snare
39|brush snare slap;snare drum slapped with brushes;brushed snare|snare
40|brush swirl;snare drum stirred with brushes;brush sweep|snare
"""

ORCHESTRA, BRUSH = 48, (40, 41, 42)
KITS = (*range(16), 16, 17, 18, 19, 24, 25, 32, 33, 34, 35, 36, 40, 41, 42, 48)
"""Drum kits asked for, in this order; a soundfont without one of them, or with equal ones, loses nothing but these."""
_KIT_PHRASES = {
    0: ("acoustic drum kit", "standard kit"),
    8: ("room kit", "acoustic drum kit"),
    16: ("power kit", "rock drum kit"),
    24: ("electronic kit", "electronic drum kit"),
    25: ("808 kit", "analog drum machine", "drum machine"),
    32: ("jazz kit", "acoustic drum kit"),
    40: ("brush kit", "jazz brush kit"),
    48: ("orchestra kit", "orchestral percussion"),
}


@dataclass(frozen=True)
class Program:
    """One preset. low, high: MIDI notes of its usual range. kind: struck (rings out), held, or effect (no pitch)."""

    bank: int
    number: int
    name: str
    nouns: tuple[str, ...]
    category: str
    low: int
    high: int
    kind: str


@dataclass(frozen=True)
class Drum:
    """What a key of a drum kit plays."""

    nouns: tuple[str, ...]
    category: str


def programs() -> tuple[Program, ...]:
    """The 128 of General MIDI, then the variations that a GS soundfont keeps in higher banks."""
    plain = [f"0|{number}|{line}" for number, line in enumerate(_PROGRAMS.split("\n")[1:-1])]
    return tuple(_program(line) for line in [*plain, *_VARIATIONS.split("\n")[1:-1]])


def drums(kit: int) -> dict[int, Drum]:
    """key -> drum. The orchestra's timpani (keys 41 to 53) are left out: they are notes, not drums."""
    table = _drums(_KEYS)
    if kit == ORCHESTRA:
        table = {k: d for k, d in table.items() if not 41 <= k <= 53} | _drums(_ORCHESTRA_KEYS)
    return table | _drums(_BRUSH_KEYS) if kit in BRUSH else table


def kit_phrases(kit: int) -> tuple[str, ...]:
    """What the kit is called: that of its family, which starts at a multiple of eight (808: one further)."""
    return _KIT_PHRASES[kit if kit in _KIT_PHRASES else kit // 8 * 8]


def kit_name(kit: int) -> str:
    """A short name for the kit's group, such as "power-16"."""
    return f"{kit_phrases(kit)[0].split()[0]}-{kit}"


def _program(line: str) -> Program:
    bank, number, name, nouns, category, low, high, kind = line.split("|")
    return Program(int(bank), int(number), name, tuple(nouns.split(";")), category, int(low), int(high), kind)


def _drums(table: str) -> dict[int, Drum]:
    rows = [line.split("|") for line in table.split("\n")[1:-1]]
    return {int(key): Drum(tuple(nouns.split(";")), category) for key, nouns, category in rows}
