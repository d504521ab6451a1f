"""The settings themselves. The variable's name is the field's name in capitals; secrets also from NAME_FILE."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, Field, SecretStr
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from settings.secret_files import SecretFiles

Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3])[:.][0-5]\d$")]


class EmergencyNumbers(BaseModel):
    """Telephone numbers the region really runs; an empty one is never shown."""

    model_config = {"frozen": True, "extra": "forbid"}

    general: str = "112"
    police: str = "110"
    fire: str = "113"
    ambulance: str = "119"
    electricity: str = "123"


class Settings(BaseSettings):
    """One installation serves one region with one database."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_nested_delimiter="__", env_file=".env")

    region_name: str = Field("Kabupaten Contoh", description="Nama daerah, seperti tampil di layar.")
    service_name: str = Field("Tanggap", description="Nama layanan aduan, seperti tampil di layar.")
    ticket_prefix: str = Field(
        "KLT", pattern=r"^[A-Z]{2,5}$", description="Awalan nomor tiket, 2-5 huruf besar."
    )
    greeting: str = Field("", description="Sapaan pembuka, mis. Sampurasun; kosong = sapaan di berkas teks.")
    texts: str = Field(
        "id",
        pattern=r"^[a-z]{2,8}$",
        description="Teks untuk warga: id = data/domain.yml; lainnya = nama berkas di DATA_DIR/texts (en, jv).",
    )
    texts_follow: str = Field(
        "jv",
        pattern=r"^([a-z]{2,8}( *, *[a-z]{2,8})*)?$",
        description="Berkas teks yang dipakai bila warga menulis bahasanya; kosong = selalu TEXTS.",
    )
    timezone: Literal["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"] = Field(
        "Asia/Jakarta", description="Zona waktu daerah: WIB, WITA atau WIT."
    )
    emergency: EmergencyNumbers = Field(
        EmergencyNumbers(),
        description="Nomor darurat yang benar-benar ada, mis. EMERGENCY__GENERAL=112; kosong = tidak ditampilkan.",
    )
    office_open: Clock = Field("07:30", description="Jam layanan petugas mulai (hari kerja).")
    office_close: Clock = Field("16:00", description="Jam layanan petugas berakhir (hari kerja).")
    first_answer_working_days: int = Field(
        3, ge=1, le=60, description="Janji jawaban pertama, dalam hari kerja."
    )
    preset: str = Field(
        "sp4n",
        pattern=r"^[a-z0-9_]+$",
        description="Aturan awal daerah: nama berkas di DATA_DIR/presets (sp4n, ntb_care, lampung).",
    )
    hand_off_answer_hours: int = Field(
        4, ge=1, le=72, description="Perkiraan jam kerja sampai petugas menjawab percakapan."
    )

    reply_undo_seconds: float = Field(
        10.0, ge=0, le=60, description="Lama petugas dapat membatalkan balasan sebelum terkirim."
    )

    data_dir: Path = Field(
        Path("data"), description="Folder data: nlu, domain.yml, rules.yml, agencies.yml, region."
    )
    region_dir: Path = Field(
        Path("data/region"), description="Folder batas wilayah dan patokan; lihat docs/wilayah.md."
    )
    region_area_codes: str = Field(
        "",
        pattern=r"^(\d\d(\.\d\d){0,2}( *, *\d\d(\.\d\d){0,2})*)?$",
        description="Kode Kemendagri wilayah yang dilayani, mis. 33.10 atau 52.71,52.01; kosong = tanpa daftar desa.",
    )
    var_dir: Path = Field(
        Path("var"), description="Folder yang ditulis program: model, lampiran, basis data SQLite."
    )
    database_url: SecretStr = Field(
        SecretStr(""),
        description="Alamat basis data; kosong = SQLite di VAR_DIR. Contoh: postgresql://tanggap:…@localhost/tanggap",
    )
    redis_url: SecretStr = Field(
        SecretStr(""), description="Alamat Redis untuk isyarat antarproses; kosong = di dalam satu proses."
    )
    contact_key: SecretStr = Field(
        SecretStr(""),
        description="Kunci penyandian identitas pelapor, 32 byte base64 (buat dengan: tanggap key). Wajib.",
    )

    host: str = Field("127.0.0.1", description="Alamat tempat program mendengarkan.")
    public_port: int = Field(8080, ge=0, le=65535, description="Porta warga: chat web dan webhook.")
    inbox_port: int = Field(8081, ge=0, le=65535, description="Porta petugas: kotak masuk OPD.")
    monitor_port: int = Field(
        9090,
        ge=0,
        le=65535,
        description="Porta pemantauan (/metrics, /health/ready); jangan dibuka ke luar; 0 = mati.",
    )
    public_url: str = Field(
        "", description="Alamat https halaman warga dari luar; wajib untuk webhook Telegram."
    )
    inbox_url: str = Field(
        "", description="Alamat https kotak masuk dari luar; kosong = http di HOST:INBOX_PORT."
    )

    telegram_token: SecretStr = Field(
        SecretStr(""), description="Token bot dari @BotFather; kosong = Telegram mati."
    )
    telegram_mode: Literal["polling", "webhook"] = Field(
        "polling", description="Cara menerima pesan Telegram."
    )
    telegram_webhook_secret: SecretStr = Field(
        SecretStr(""), description="Rahasia webhook Telegram; wajib pada mode webhook."
    )
    telegram_api_url: str = Field(
        "https://api.telegram.org", description="Alamat Bot API; ganti hanya untuk simulator."
    )

    whatsapp_token: SecretStr = Field(
        SecretStr(""), description="Token akses WhatsApp Cloud API; semua WHATSAPP_* kosong = mati."
    )
    whatsapp_phone_number_id: str = Field("", description="Id nomor WhatsApp layanan ini (angka, dari Meta).")
    whatsapp_app_secret: SecretStr = Field(
        SecretStr(""), description="App secret Meta, untuk memeriksa tanda tangan webhook."
    )
    whatsapp_verify_token: SecretStr = Field(
        SecretStr(""), description="Token verifikasi webhook yang Anda isi di Meta."
    )
    whatsapp_template: str = Field(
        "", description="Nama template untuk membuka lagi jendela 24 jam; kosong = pesan menunggu warga."
    )
    whatsapp_api_url: str = Field(
        "https://graph.facebook.com/v23.0", description="Alamat Graph API; ganti hanya untuk simulator."
    )

    whatsapp_per_second: int = Field(
        40,
        ge=1,
        le=1000,
        description="Pesan WhatsApp keluar per detik; naikkan hanya bila Meta menaikkan batas nomor Anda.",
    )

    messenger_token: SecretStr = Field(
        SecretStr(""), description="Token halaman Facebook untuk Messenger; semua MESSENGER_* kosong = mati."
    )
    messenger_page_id: str = Field("", description="Id halaman Facebook layanan ini (angka, dari Meta).")
    messenger_app_secret: SecretStr = Field(
        SecretStr(""), description="App secret Meta, untuk memeriksa tanda tangan webhook Messenger."
    )
    messenger_verify_token: SecretStr = Field(
        SecretStr(""), description="Token verifikasi webhook Messenger yang Anda isi di Meta."
    )
    messenger_human_agent: bool = Field(
        False,
        description="Meta sudah memberi izin Human Agent: jawaban petugas terkirim sampai 7 hari, bukan 24 jam.",
    )
    messenger_api_url: str = Field(
        "https://graph.facebook.com/v23.0",
        description="Alamat Graph API untuk Messenger; ganti hanya untuk simulator.",
    )

    engine: Literal["tanggap", "rasa"] = Field(
        "tanggap",
        description="Mesin percakapan: tanggap (di dalam proses) atau rasa (peladen Rasa 3.6; lihat docs/rasa.md).",
    )
    rasa_url: str = Field(
        "", description="Alamat peladen Rasa, mis. http://127.0.0.1:5005; wajib bila ENGINE=rasa."
    )
    rasa_token: SecretStr = Field(
        SecretStr(""), description="Rahasia bersama dengan peladen Rasa, dua arah; wajib bila ENGINE=rasa."
    )
    rasa_port: int = Field(
        8082, ge=0, le=65535, description="Porta untuk peladen Rasa saja; jangan dibuka ke luar."
    )
    actions_port: int = Field(
        5055, ge=0, le=65535, description="Porta `tanggap actions`; jangan dibuka ke luar."
    )
    action_endpoint: str = Field(
        "",
        description="Alamat `tanggap actions`, mis. http://127.0.0.1:5055/webhook; kosong = di dalam proses.",
    )
    worker_count: int = Field(4, ge=1, le=64, description="Banyaknya percakapan yang dikerjakan bersamaan.")
    max_attempts: int = Field(
        5, ge=1, le=50, description="Percobaan sebelum pesan yang selalu gagal diparkir."
    )
    turn_timeout_seconds: float = Field(30.0, gt=0, description="Batas waktu satu giliran percakapan.")
    album_settle_seconds: float = Field(
        1.5, ge=0, le=30, description="Lama menunggu bagian album berikutnya."
    )
    settle_seconds: float = Field(
        3.0, ge=0, le=30, description="Lama menunggu sambungan pesan pendek warga; 0 = tidak menunggu."
    )
    settle_longest_seconds: float = Field(
        10.0, ge=0, le=60, description="Batas menunggu pesan yang terus bersambung, sejak yang pertama."
    )
    stale_minutes: float = Field(
        30.0,
        ge=0,
        description="Pesan yang setua ini saat dikerjakan (layanan sempat mati) dijawab satu ringkasan; 0 = mati.",
    )
    turns_per_minute: int = Field(
        20, ge=1, description="Pesan ketikan per menit dari satu percakapan sebelum bot berhenti menjawab."
    )
    voice_recogniser: str = Field(
        "",
        description="Perintah pembaca pesan suara: menerima alamat berkas sebagai argumen terakhir, mencetak "
        "tulisannya; kosong = petugas yang mendengarkan.",
    )
    voice_recogniser_seconds: float = Field(
        60.0, gt=0, le=600, description="Batas waktu pembaca untuk satu pesan suara."
    )
    raw_kept_days: int = Field(
        90,
        ge=8,
        description="Lama kiriman mentah dari kanal disimpan (tersandi), hari; PostgreSQL membuang per bulan utuh.",
    )
    max_attachment_bytes: int = Field(20_000_000, ge=1, description="Ukuran lampiran terbesar yang disimpan.")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Programme, then NAME_FILE, then environment, then `.env`."""
        del file_secret_settings
        return init_settings, SecretFiles(settings_cls), env_settings, dotenv_settings

    @property
    def database(self) -> str:
        """The database's URL; SQLite below `var_dir` when none is set."""
        return self.database_url.get_secret_value() or f"sqlite:///{self.var_dir / 'tanggap.db'}"

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a file that one process has."""
        return self.database.startswith("sqlite")

    @property
    def area_codes(self) -> tuple[str, ...]:
        """The codes of the areas served."""
        return tuple(self.region_area_codes.replace(" ", "").split(",")) if self.region_area_codes else ()

    @property
    def texts_dir(self) -> Path:
        """Where the other sets of texts are."""
        return self.data_dir / "texts"

    @property
    def texts_followed(self) -> tuple[str, ...]:
        """The sets that answer whoever writes their language."""
        return tuple(self.texts_follow.replace(" ", "").split(",")) if self.texts_follow else ()

    @property
    def model_dir(self) -> Path:
        """Where trained models live."""
        return self.var_dir / "models"

    @property
    def media_dir(self) -> Path:
        """Where attachments are stored."""
        return self.var_dir / "media"

    @property
    def erased_log(self) -> Path:
        """Where those erased are noted, outside the database, for the day a backup is restored."""
        return self.var_dir / "erased.log"
