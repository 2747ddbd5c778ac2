import { it } from '@jest/globals';
import { testCommand } from '../apps/hub/src/scenarios/test-command.js';
it('x', async () => {
  const lines: string[] = [];
  lines.push(String(await testCommand(['/tmp/scen/a.yaml', '/tmp/scen/b.yaml', '/tmp/scen/c.yaml'], {}, (t) => lines.push(t))));
  lines.push(String(await testCommand(['/tmp/scen/b.yaml'], { json: true, full: true }, (t) => lines.push(t))));
  process.stdout.write(lines.join('\n') + '\n');
});
