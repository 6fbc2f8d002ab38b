"""Words on maps of zones, in Indonesian and English."""

from __future__ import annotations

from typing import Final

from geo_coop.maps.words import Words

word: Final = Words(
    {
        "title": ("Zona pembangunan dan kawasan: {places}", "Development zones and areas: {places}"),
        "zones": ("Zona pembangunan", "Development zones"),
        "areas": ("Kawasan menurut dokumen", "Areas in the documents"),
        "marks": ("Tanda zona dan kawasan", "Marks of zones and areas"),
        "initiator_mark": ("Bintang: pemrakarsa zona", "Star: initiator of the zone"),
        "implied_mark": (
            "Tepi putus-putus: anggota tersirat, dokumen hanya menyebut tempatnya",
            "Dashed edge: implied member, the document names only a place in it",
        ),
        "sites": ("Titik kawasan", "Points of areas"),
        "site_approximate": ("Titik desa yang mewakili kawasan (perkiraan)", "Village point for an area (approximate)"),
        "site_exact": ("Titik kawasan (tepat)", "Point of an area (exact)"),
        "extents": ("Kawasan dengan koordinat batas", "Areas with limits as coordinates"),
        "extent_cut": (
            "{name}: anggota yang ada dalam persegi (perkiraan)",
            "{name}: members inside the rectangle (approximate)",
        ),
        "extent_box": ("{name}: persegi koordinat yang diterbitkan", "{name}: rectangle of published coordinates"),
        "number": ("Jumlah zona", "Number of zones"),
        "in_none": ("Tidak masuk zona mana pun", "In no zone"),
        "in_some": ("Dalam {count} zona", "In {count} zones"),
        "in_one": ("Dalam satu zona", "In one zone"),
        "no_data": ("Tidak ada dokumen zona", "No document on zones"),
        "regions": ("Kabupaten dan kota", "Regencies and cities"),
        "zone": ("Zona", "Zone"),
        "area": ("Kawasan", "Area"),
        "area_prefix": ("K", "K"),
        "role": ("Peran", "Role"),
        "role_initiator": ("pemrakarsa", "initiator"),
        "role_member": ("anggota", "member"),
        "implied": ("tersirat", "implied"),
        "stage": ("Tahap", "Stage"),
        "evidence": ("Bukti", "Evidence"),
        "region": ("Wilayah", "Region"),
        "exactness": ("Ketelitian", "Exactness"),
        "exactness_approximate": ("perkiraan", "approximate"),
        "exactness_exact": ("tepat", "exact"),
        "printed": ("Koordinat tercetak", "Coordinates as printed"),
        "area_ha": ("Luas tercetak (ha)", "Area as printed (ha)"),
        "place": ("Titik", "Point"),
        "context": ("Wilayah sekitar", "Surrounding regions"),
        "initiator_of": ("pemrakarsa", "initiator"),
        "borders": ("Batas kabupaten dan kota", "Boundaries of regencies and cities"),
        "belongs": ("Zona dan kawasan", "Zones and areas"),
        "belongs_none": ("Tidak masuk zona atau kawasan mana pun.", "In no zone or area."),
        "documents": ("Dokumen: {titles}", "Documents: {titles}"),
        "not_yet": ("Belum ada pada tanggal ini: {titles}", "Not yet there on this day: {titles}"),
        "law": ("Undang-undang", "Law"),
        "perhaps": ("mungkin", "perhaps"),
        "overlap": (
            "Zona bertumpang tindih: arsir yang bersilang berarti satu wilayah masuk beberapa zona.",
            "Zones overlap: crossing hatches mean that a region is in several zones.",
        ),
        "members_only": (
            "Kawasan tanpa titik hanya menyebut daerahnya; batasnya tidak diterbitkan.",
            "Areas without a point name their regions only; their limits are not published.",
        ),
    }
)
