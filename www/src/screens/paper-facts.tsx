// Names and values, as every section of the report begins.

import type { JSX } from 'preact';

export function Facts({ rows }: { rows: [string, string | number][] }): JSX.Element {
  return (
    <table class="facts"><tbody>
      {rows.map(([name, value]) => <tr key={name}><th>{name}</th><td>{value}</td></tr>)}
    </tbody></table>
  );
}
