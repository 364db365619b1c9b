/** Returns the options of PostgreSQL's own programs for the database at an address. The password is not in them. */
export function connectionOptions(url: string): string {
  const {hostname, port, username, pathname} = new URL(url);
  const options = {host: hostname, port, username: decode(username), dbname: decode(pathname.slice(1))};
  return Object.entries(options)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `--${name}=${quote(value)}`)
    .join(' ');
}

/** Writes an argument as a shell reads it. */
export function quote(value: string): string {
  return /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
