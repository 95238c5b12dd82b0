// Tell which of the numbers on the input an independent recognizer takes for registrations.
const { allPatterns } = require("@openredaction/openredaction");
const { validator } = allPatterns.find((pattern) => pattern.type === "DEA_NUMBER");
const numbers = JSON.parse(require("fs").readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(numbers.map((number) => validator(number, ""))));
