"""A small domain and rules of a complaint desk: take the complaint, ask where."""

DOMAIN = """
intents: [lapor, beri_lokasi, bicara_petugas, cek_status, batal]
entities: [topik]
actions: [action_submit_complaint, validate_form_lokasi, action_ask_lokasi]
slots:
  butuh_lokasi: {type: bool, mappings: [{type: custom}]}
  topik: {type: categorical, values: [jalan, sampah], mappings: [{type: from_entity, entity: topik}]}
  lokasi:
    type: text
    mappings:
      - type: from_text
        not_intent: [bicara_petugas, cek_status, batal, nlu_fallback]
        conditions: [{active_loop: form_lokasi, requested_slot: lokasi}]
forms:
  form_lokasi: {required_slots: [lokasi]}
responses:
  utter_diterima: [{text: "Laporan {nomor} diterima."}]
  utter_terlalu_pendek: [{text: "Tolong lebih lengkap."}]
  utter_petugas: [{text: "Petugas akan membalas."}]
  utter_status: [{text: "Sedang dikerjakan."}]
  utter_terima_kasih: [{text: "Terima kasih, lokasinya {lokasi}."}]
  utter_batal: [{text: "Baik, dibatalkan."}]
  utter_default: [{text: "Maaf, saya belum mengerti."}]
"""

RULES = """
rules:
- rule: lapor, lokasi belum ada
  steps:
  - intent: lapor
  - action: action_submit_complaint
  - slot_was_set: [{butuh_lokasi: true}]
  - action: form_lokasi
  - active_loop: form_lokasi
- rule: lapor, lokasi sudah ada
  steps:
  - intent: lapor
  - action: action_submit_complaint
  - slot_was_set: [{butuh_lokasi: false}]
- rule: lokasi terisi
  condition: [{active_loop: form_lokasi}]
  steps:
  - action: form_lokasi
  - active_loop: null
  - slot_was_set: [{requested_slot: null}]
  - action: utter_terima_kasih
- rule: bicara dengan petugas
  steps: [{intent: bicara_petugas}, {action: utter_petugas}]
- rule: cek status
  steps: [{intent: cek_status}, {action: utter_status}]
- rule: batal di tengah form
  condition: [{active_loop: form_lokasi}]
  steps:
  - intent: batal
  - action: action_deactivate_loop
  - active_loop: null
  - action: utter_batal
"""
