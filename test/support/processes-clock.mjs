/** Loaded into a service process before its own code: its clock is wrong by as many milliseconds as `CLOCK_LEAD_MS` says. */
const lead = Number(process.env['CLOCK_LEAD_MS']);
const {now} = Date;

class WrongDate extends Date {
  /** @param {unknown[]} values as for `Date` */
  constructor(...values) {
    // Without a value it is the time of now.
    super(...(values.length > 0 ? /** @type {[number]} */ (values) : /** @type {[number]} */ ([now() + lead])));
  }

  /** @override */
  static now() {
    return now() + lead;
  }
}

globalThis.Date = /** @type {DateConstructor} */ (/** @type {unknown} */ (WrongDate));
