import { assert, assertEquals } from "@std/assert";
import { CITIES, provinceOf } from "./cities.ts";

Deno.test("there are at least twenty cities, each once", () => {
  assert(CITIES.length >= 20);
  assertEquals(new Set(CITIES.map((city) => city.city)).size, CITIES.length);
});

Deno.test("cities lie in their provinces", () => {
  const known = {
    Jakarta: "DKI Jakarta",
    Surabaya: "Jawa Timur",
    Bandung: "Jawa Barat",
    Medan: "Sumatera Utara",
    Makassar: "Sulawesi Selatan",
    Denpasar: "Bali",
    Tangerang: "Banten",
    Balikpapan: "Kalimantan Timur",
  };
  for (const [city, province] of Object.entries(known)) assertEquals(provinceOf(city), province);
  assertEquals(provinceOf("Atlantis"), undefined);
});
