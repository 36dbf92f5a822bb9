/** The version of what is built: that of `package.json`. */

import packageJson from "../package.json" with { type: "json" };

export const { version } = packageJson;

/** Puts it into scripts, and into pages where they say `%VERSION%`. */
export const define = { "import.meta.env.VERSION": JSON.stringify(version) };
