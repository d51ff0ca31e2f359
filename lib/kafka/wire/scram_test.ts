import { assertEquals, assertThrows } from "@std/assert";
import { BrokerError } from "../errors.ts";
import { ScramClient } from "./scram.ts";

const USER = { username: "user", password: "pencil" };
const NONCE = "rOprNGfwEbeRWgbNEkqO";
const CHALLENGE = "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0," +
  "s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";

Deno.test("a login by SCRAM-SHA-256 is the example of RFC 7677", () => {
  const client = new ScramClient("sha256", USER, NONCE);
  assertEquals(client.first, "n,,n=user,r=rOprNGfwEbeRWgbNEkqO");
  assertEquals(
    client.final(CHALLENGE),
    "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0," +
      "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
  );
  client.verify("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
});

Deno.test("a challenge that is none, and a server that knows no password, are refused", () => {
  const challenges = [
    "r=another,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
    "r=rOprNGfwEbeRWgbNEkqO,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
    CHALLENGE.replace("i=4096", "i=1"),
    CHALLENGE.replace("i=4096", "i=99999999"),
    "",
  ];
  for (const challenge of challenges) {
    const client = new ScramClient("sha256", USER, NONCE);
    const error = assertThrows(() => client.final(challenge), BrokerError);
    assertEquals(error.code, "SASL_AUTHENTICATION_FAILED");
  }
  const client = new ScramClient("sha256", USER, NONCE);
  client.final(CHALLENGE);
  assertThrows(() => client.verify("v=AAAA"), BrokerError);
  assertThrows(() => client.verify("e=other-error"), BrokerError);
});

Deno.test("commas and equals signs in a name are escaped", () => {
  const user = { username: "a,b=c", password: "p" };
  assertEquals(new ScramClient("sha512", user, "n").first, "n,,n=a=2Cb=3Dc,r=n");
});
