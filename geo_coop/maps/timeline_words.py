"""Words of timeline maps, in Indonesian and English."""

from geo_coop.maps.words import Words

#: What the script of the slider needs.
script_words = Words(
    {
        "timeline": ("Linimasa", "Timeline"),
        "timeline_play": ("Putar", "Play"),
        "timeline_pause": ("Jeda", "Pause"),
        "timeline_back": ("Langkah sebelumnya", "Step back"),
        "timeline_next": ("Langkah berikutnya", "Next step"),
        "timeline_slider": ("Tanggal perubahan", "Day of the change"),
        "timeline_changes": ("Yang berubah", "What changed"),
        "timeline_step": ("Langkah", "Step"),
        "timeline_of": ("dari", "of"),
    }
)
