/** Where OVN's northbound database is, and the files that its `ssl:` endpoints need. */
export interface NorthboundOptions {
  /** `unix:`, `tcp:` or `ssl:` endpoints of one database or cluster, with commas between. */
  readonly endpoints: string;
  /** PEM files, absolute. */
  readonly caCert?: string;
  readonly cert?: string;
  readonly key?: string;
  /** Name the server's certificate must be for; default: the endpoint's host. */
  readonly serverName?: string;
  /** False checks the certificate's chain alone, as Open vSwitch's own programs do; default true. */
  readonly verifyName?: boolean;
  /** Milliseconds until a server that does not answer is given up; default 5_000. */
  readonly connectMs?: number;
}
