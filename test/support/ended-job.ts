import { eventually } from './eventually.js';
import type { GatewayForTest } from './gateway.js';

const ENDS = ['SUCCEEDED', 'FAILED', 'CANCELLED'];
const JOB_MS = 90_000;

/** A job when it has ended. @param query reads the job `$id`, its state too */
export function endedJob<J extends { state: string }>(gateway: GatewayForTest, query: string, id: string): Promise<J> {
  return eventually(
    `the end of job ${id}`,
    async () => {
      const { data, errors } = await gateway.ask(query, { id });
      if (errors) throw new Error(errors[0]!.message);
      const { job } = data as { job: J };
      return ENDS.includes(job.state) && job;
    },
    JOB_MS,
  );
}
