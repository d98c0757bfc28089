/** The socket for root alone: what rules may do, and taking it back. Its methods are in schema/proto/shrike/v1/response.proto. */
import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { Code, ConnectError } from '@connectrpc/connect';
import type { RuleArming } from '../../respond/disarmer.ts';
import type { Responder } from '../../respond/responder.ts';
import { type LocalServer, serveLocal } from '../../wire/local-server.ts';
import type { ClaimFailure } from '../../wire/local-socket.ts';
import {
  type DenialSchema,
  GetResponseResponseSchema,
  Response as ResponseService,
  RuleArming_State,
} from '../../wire/response.gen.ts';

const STATES: Readonly<Record<RuleArming['state'], RuleArming_State>> = {
  armed: RuleArming_State.ARMED,
  disarmed: RuleArming_State.DISARMED,
  dismantled: RuleArming_State.DISMANTLED,
};

/** Path of the socket, beside that of the other: `probe.sock` → `probe-response.sock`. */
export function responseSocket(probeSocket: string): string {
  return probeSocket.endsWith('.sock')
    ? `${probeSocket.slice(0, -'.sock'.length)}-response.sock`
    : `${probeSocket}-response`;
}

/** Serves, or says why not. */
export function serveResponse(path: string, responder: Responder): Promise<LocalServer | ClaimFailure> {
  const ruleId = (id: string): string => {
    if (!/^\w{1,256}$/.test(id)) throw new ConnectError('a rule id is letters, digits and _', Code.InvalidArgument);
    return id;
  };
  return serveLocal({ path, gid: null }, (router) =>
    router.service(ResponseService, {
      getResponse: () =>
        create(GetResponseResponseSchema, {
          ...responder.state,
          rules: responder.armings().map((rule) => ({
            ruleId: rule.ruleId,
            state: STATES[rule.state],
            reason: rule.reason ?? '',
          })),
          isolations: responder.isolation.list().map((i) => ({
            id: i.id,
            ruleId: i.ruleId,
            filter: i.filter,
            policy: i.policy,
            scope: i.scope,
            pid: i.pid,
            cgroup: i.cgroupPath,
            sinceUnixNs: i.sinceNs,
          })),
          ...denialOf(responder),
          kills: BigInt(responder.counts.kills),
          killsAborted: BigInt(responder.counts.killsAborted),
          killsFailed: BigInt(responder.counts.killsFailed),
          hashes: BigInt(responder.counts.hashes),
          dumps: BigInt(responder.counts.dumps),
          logsSuppressed: BigInt(responder.counts.logsSuppressed),
        }),
      dismantleRule: (request) => ({ known: responder.dismantle(ruleId(request.ruleId)) }),
      rearmRule: (request) => ({ changed: responder.rearm(ruleId(request.ruleId)) }),
      switchDeny: (request) => {
        responder.denier?.switch(request.on);
        return {};
      },
      undoIsolation: (request) => ({ undone: responder.isolation.undo(request.id) }),
    }),
  );
}

function denialOf({ denier }: Responder): { denial?: MessageInitShape<typeof DenialSchema> } {
  if (denier === null) return {};
  const { problems, refused, audited, lost, hooks, denying, ...rest } = denier.state;
  return {
    denial: {
      ...rest,
      hooks: [...hooks],
      rules: [...denying],
      problems: [...problems].map(([ruleId, reason]) => `${ruleId}: ${reason}`),
      refused: BigInt(refused),
      audited: BigInt(audited),
      lost: BigInt(lost),
    },
  };
}
