"""Words on maps of partners, in Indonesian and English."""

from __future__ import annotations

from typing import Final

from geo_coop.maps.words import Words

word: Final = Words(
    {
        "title_stage": ("Mitra kerja sama menurut tahap", "Partners by stage"),
        "title_sector": ("Mitra kerja sama menurut bidang", "Partners by sector"),
        "title_within": ("{title}: {place}", "{title}: {place}"),
        "links": ("Kerja sama antardaerah", "Cooperation between regions"),
        "links_stage": ("Garis: tahap yang dicapai", "Lines: stage reached"),
        "links_sector": ("Garis: bidang kerja sama", "Lines: sector"),
        "announced": ("Baru diumumkan", "Only announced"),
        "unsigned": ("Putus-putus: belum ditandatangani", "Broken line: not signed"),
        "several": ("Garis belang: beberapa bidang sekaligus", "Striped line: several sectors at once"),
        "signs": ("Tanda garis", "Signs of lines"),
        "of_width": ("Tebal garis, jumlah kerja sama: {count}", "Width of a line, agreements: {count}"),
        "pairs": ("Pasangan daerah", "Pairs of regions"),
        "marks": ("Tanda daerah", "Marks of regions"),
        "node_regency": ("Kabupaten atau kota dengan mitra", "Regency or city with a partner"),
        "node_upper": ("Provinsi atau negara bagian dengan mitra", "Province or state with a partner"),
        "node_unnamed": (
            "Cincin: mitra di luar negeri belum disebut namanya",
            "Ring: a partner abroad that is not named yet",
        ),
        "arrow": (
            "Panah: mitra jauh, arah sebenarnya di titik asal",
            "Arrow: partner far away, true direction at the start",
        ),
        "inset": ("Mitra di luar peta", "Partners off the map"),
        "inset_help": (
            "Skala peta ini sendiri. Jarak geodesik (WGS84) antara titik di tengah wilayah.",
            "A scale of its own. Geodesic distances (WGS84) between points in the middle of regions.",
        ),
        "distance": ("{km} km dari {place}", "{km} km from {place}"),
        "distance_head": ("Jarak (km)", "Distance (km)"),
        "bearing": ("arah {degrees}° dari {place}", "bearing {degrees}° from {place}"),
        "from_head": ("Dari", "From"),
        "partners": ("Jumlah mitra daerah", "Number of partner regions"),
        "regions": ("Kabupaten dan kota", "Regencies and cities"),
        "context": ("Wilayah sekitar", "Surrounding regions"),
        "province": ("{name} (provinsi)", "{name} (province)"),
        "partner": ("Mitra", "Partner"),
        "agreement": ("Kerja sama", "Agreement"),
        "stage": ("Tahap", "Stage"),
        "sectors": ("Bidang", "Sectors"),
        "evidence": ("Bukti", "Evidence"),
        "followed": ("Diteruskan oleh", "Followed by"),
        "number": ("Jumlah kerja sama", "Number of agreements"),
        "pair": ("Pasangan", "Pair"),
        "class": ("Kelas", "Class"),
        "perhaps": ("mungkin", "perhaps"),
        "no_details": ("Tidak ada mitra yang tercatat.", "No partner on record."),
        "unnamed_partner": ("(belum disebut)", "(not named yet)"),
        "parties": ("{count} pihak", "{count} parties"),
        "group_water": ("Air, sampah, lingkungan", "Water, waste, environment"),
        "group_works": ("Jalan dan prasarana", "Roads and infrastructure"),
        "group_people": ("Pendidikan, kesehatan, sosial", "Education, health, social"),
        "group_food": ("Pangan, pertanian, perikanan", "Food, farming, fisheries"),
        "group_economy": ("Ekonomi, investasi, wisata", "Economy, investment, tourism"),
        "group_safety": ("Bencana dan kebakaran", "Disasters and fire"),
        "group_government": ("Batas, keamanan, pemerintahan", "Boundaries, security, government"),
        "group_other": ("Bidang lain atau tidak disebut", "Other sectors, or none named"),
        "counted": (
            "Digambar: kesepakatan, rancangan, dan rencana; rapat dan penawaran tidak.",
            "Drawn are agreements, drafts and plans, not meetings or offers.",
        ),
        "points": (
            "Garis menghubungkan titik di tengah wilayah, bukan ibu kotanya.",
            "Lines join points in the middle of regions, not their seats.",
        ),
        "many": (
            "Tidak digambar sebagai garis karena lebih dari {most} pihak: {titles}",
            "Not drawn as lines, having more than {most} parties: {titles}",
        ),
        "countries": (
            "Tidak digambar sebagai garis karena pihaknya negara: {titles}",
            "Not drawn as lines, the parties being countries: {titles}",
        ),
        "unnamed": (
            "Mitra di luar negeri belum disebut, jadi tanpa garis: {titles}",
            "Partner abroad not named, so without a line: {titles}",
        ),
        "no_shape": (
            "Tanpa bentuk pada sumber, jadi tanpa garis: {titles}",
            "Without a shape at the source, so without a line: {titles}",
        ),
        "groups_ours": (
            "Kelompok bidang adalah bacaan kami; bidang aslinya ada pada tabel.",
            "The groups of sectors are our reading; the sectors themselves stand in the table.",
        ),
        "documents": ("Dokumen: {titles}", "Documents: {titles}"),
        "far_note": (
            "{name} tidak digambar pada tempatnya; sisipan menunjukkan bentuk dan jaraknya.",
            "{name} is not drawn in its place; the inset shows its shape and distance.",
        ),
    }
)
