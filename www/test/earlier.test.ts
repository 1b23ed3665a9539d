import { expect, it } from 'vitest';

import { toldApart } from '../src/earlier.ts';

const file = (name: string, bytes: BlobPart): File => new File([bytes], name);

it('the files of the round before are told apart by what is in them, under whatever name', async () => {
  const sums = `${'0'.repeat(64)}  a/1.tif\n`;
  const { round, names } = await toldApart([
    file('1.bin', sums), file('2.bin', '{"schema":"yanshou-report/2"}'), file('3.bin', new Uint8Array([0x30, 0x82, 1, 2])),
    file('4.bin', '-----BEGIN CERTIFICATE-----\nMII'), file('identity.pem', '-----BEGIN ENCRYPTED PRIVATE KEY-----'), file('empty', ''),
  ]);
  expect(names).toEqual({ sums: '1.bin', report: '2.bin', signature: '3.bin', certificate: '4.bin' });
  expect([round.sums, round.signature?.length]).toEqual([sums, 4]);
});

it('a file that is none of them leaves what was chosen as it was', async () => {
  expect(await toldApart([file('readme.txt', 'hello')])).toEqual({ round: {}, names: {} });
});
