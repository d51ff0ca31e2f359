/** A city and the province it lies in. */
export interface City {
  /** The city's name. */
  readonly city: string;
  /** The province's Indonesian name. */
  readonly province: string;
}

const BY_PROVINCE: Readonly<Record<string, readonly string[]>> = {
  "Aceh": ["Banda Aceh"],
  "Sumatera Utara": ["Medan"],
  "Sumatera Barat": ["Padang"],
  "Riau": ["Pekanbaru"],
  "Kepulauan Riau": ["Batam"],
  "Jambi": ["Jambi"],
  "Bengkulu": ["Bengkulu"],
  "Sumatera Selatan": ["Palembang"],
  "Kepulauan Bangka Belitung": ["Pangkalpinang"],
  "Lampung": ["Bandar Lampung"],
  "DKI Jakarta": ["Jakarta"],
  "Banten": ["Serang", "Tangerang"],
  "Jawa Barat": ["Bandung", "Bekasi", "Bogor", "Depok"],
  "Jawa Tengah": ["Semarang", "Surakarta"],
  "DI Yogyakarta": ["Yogyakarta"],
  "Jawa Timur": ["Malang", "Surabaya"],
  "Bali": ["Denpasar"],
  "Nusa Tenggara Barat": ["Mataram"],
  "Nusa Tenggara Timur": ["Kupang"],
  "Kalimantan Barat": ["Pontianak"],
  "Kalimantan Tengah": ["Palangka Raya"],
  "Kalimantan Selatan": ["Banjarmasin"],
  "Kalimantan Timur": ["Balikpapan", "Samarinda"],
  "Kalimantan Utara": ["Tarakan"],
  "Sulawesi Utara": ["Manado"],
  "Gorontalo": ["Gorontalo"],
  "Sulawesi Tengah": ["Palu"],
  "Sulawesi Selatan": ["Makassar"],
  "Sulawesi Tenggara": ["Kendari"],
  "Maluku": ["Ambon"],
  "Maluku Utara": ["Ternate"],
  "Papua": ["Jayapura"],
};

/** Indonesian cities, each with its province. */
export const CITIES: readonly City[] = Object.entries(BY_PROVINCE)
  .flatMap(([province, cities]) => cities.map((city) => ({ city, province })));

const PROVINCES = new Map(CITIES.map(({ city, province }) => [city, province]));

/** The province of one of our cities, `undefined` for a city we don't know. */
export function provinceOf(city: string): string | undefined {
  return PROVINCES.get(city);
}
