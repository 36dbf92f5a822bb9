// @vitest-environment jsdom
import { beforeAll, expect, test } from "vitest";
import { english, learn, speakLanguage } from "../language/locale.ts";
import { msg, str, translated } from "../language/message.ts";

beforeAll(async () => {
  await speakLanguage("fr");
  await learn("errors", "input", "kitchen");
});

const plain = (text: string) => translated(text).replace(/[\u00a0\u202f]/g, " ");

test.each([
  [
    "Row 14, column 'age': 'n/a' is not a number. 3 rows are like that.",
    "Ligne 14, colonne « age » : « n/a » n’est pas un nombre. 3 lignes sont dans ce cas.",
  ],
  [
    "Row 2, column 'age': '1e40' is too large; the limit is 3.4e38. 20 rows are like that.",
    "Ligne 2, colonne « age » : « 1e40 » est trop grand ; la limite est 3,4e38. 20 lignes sont dans ce cas.",
  ],
  [
    "Row 3, 2 values, but the table has 3 columns. No other row is like that.",
    "Ligne 3 : 2 valeurs, mais le tableau a 3 colonnes. Aucune autre ligne n’est dans ce cas.",
  ],
  ["50,001 rows; the limit is 5 MB or 50,000 rows.", "50 001 lignes ; la limite est de 5 Mo ou 50 000 lignes."],
  [
    "27 rows of 2 features in 2 classes, every 3rd of the file. 3 rows are left out.",
    "27 lignes de 2 variables en 2 classes, une sur 3 du fichier. 3 lignes sont écartées.",
  ],
  ["my file.csv is empty.", "my file.csv est vide."],
  [
    "Column 'age' has 60 different values; a label has 2 to 32.",
    "La colonne « age » a 60 valeurs différentes ; une étiquette en a de 2 à 32.",
  ],
])("what the reader of files says is translated, its names stay: %s", (said, french) => {
  expect(plain(said)).toBe(french);
});

test.each([
  [
    "`start` must be shared by all members, not one of each member's own",
    "`start` doit être commun à tous les membres, et non propre à chaque membre",
  ],
  [
    "`batch` must be from 1 to 40, the number of rows, not 64",
    "`batch` doit être compris entre 1 et 40, le nombre de lignes, et non 64",
  ],
  ["`lr` must be above 0, at most 10, not 0.0", "`lr` doit être supérieur à 0 et au plus 10, et non 0,0"],
])("so is what the core refuses, and its fields stay: %s", (said, french) => {
  expect(plain(said)).toBe(french);
});

test("files and fingerprints are made in English", () => {
  expect(msg(str`step ${3} of ${4}`)).toBe("pas 3 sur 4");
  expect(english(() => [msg(str`step ${3} of ${4}`), translated("Two moons")])).toEqual(["step 3 of 4", "Two moons"]);
});
