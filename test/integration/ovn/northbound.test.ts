import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { openPortStore, type PortStoreOptions } from "../../../provider/stores/ovn/port-store";
import { StoreError } from "../../../provider/stores/store";
import {
  type Certificates,
  describeWithServers,
  freePort,
  makeCertificates,
  NORTHBOUND_SCHEMA,
  type Server,
  SOUTHBOUND_SCHEMA,
  scratchFolder,
  startServer,
  stopServers,
} from "../../support/ovn-servers";

/** What a look at the database ends with; "answered" when it does not fail. */
async function outcome(options: Partial<PortStoreOptions> & { readonly endpoints: string }): Promise<string> {
  const store = openPortStore({ duty: "own", connectMs: 1_500, ...options });
  try {
    await store.view(["s1"]);
    return "answered";
  } catch (error) {
    assert.ok(error instanceof StoreError);
    return (error as Error).message;
  } finally {
    store.close();
  }
}

describeWithServers("a northbound database", () => {
  let ours: Certificates;
  let strangers: Certificates;
  const pair = (): Partial<PortStoreOptions> => ({ caCert: ours.ca, ...ours.client });
  let server: Server;
  let ssl: string;

  before(async () => {
    ours = makeCertificates();
    strangers = makeCertificates();
    const port = await freePort();
    ssl = `ssl:127.0.0.1:${port}`;
    server = await startServer({
      remotes: [`pssl:${port}:127.0.0.1`],
      args: [`--private-key=${ours.server.key}`, `--certificate=${ours.server.cert}`, `--ca-cert=${ours.ca}`],
    });
  });
  after(stopServers);

  it("is reached over a socket, and over TLS under the name in its certificate", async () => {
    assert.equal(await outcome({ endpoints: `unix:${server.socket}` }), "answered");
    assert.equal(await outcome({ endpoints: ssl, ...pair(), serverName: "db.test" }), "answered");
    assert.equal(await outcome({ endpoints: ssl, ...pair(), verifyName: false }), "answered");
    assert.equal(await outcome({ endpoints: `tcp:127.0.0.1:1,unix:${server.socket}` }), "answered");
  });

  it("that is down is named with what to check", async () => {
    assert.equal(
      await outcome({ endpoints: "tcp:127.0.0.1:1" }),
      "OVN's northbound database at tcp:127.0.0.1:1 cannot be used: tcp:127.0.0.1:1: connect ECONNREFUSED 127.0.0.1:1; check kubeovn:ovnNorthbound and the servers",
    );
  });

  it("whose endpoint is not one is told apart", async () => {
    assert.equal(
      await outcome({ endpoints: "http://ovn" }),
      `kubeovn:ovnNorthbound is "http://ovn" (unknown kind: "http://ovn"); write unix:PATH, tcp:HOST:PORT or ssl:HOST:PORT`,
    );
  });

  it("is not the southbound one", async () => {
    const southbound = await startServer({ schema: SOUTHBOUND_SCHEMA });
    const at = `unix:${southbound.socket}`;
    const startedAt = performance.now();
    assert.equal(
      await outcome({ endpoints: at, connectMs: 60_000 }),
      `OVN's northbound database at ${at} cannot be used: ${at} has no database OVN_Northbound; give the endpoint of the northbound database`,
    );
    assert.ok(performance.now() - startedAt < 30_000);
  });

  it("that may only be read says so before anything is planned", async () => {
    const copy = await startServer({ args: [`--sync-from=unix:${server.socket}`] });
    assert.equal(
      await outcome({ endpoints: `unix:${copy.socket}` }),
      `OVN's northbound database at unix:${copy.socket} takes no writes over this connection; give an endpoint that may write, or set kubeovn:ovnPorts to verify`,
    );
    assert.equal(await outcome({ endpoints: `unix:${copy.socket}`, duty: "verify" }), "answered");
  });

  it("with a schema that is too old is told which column it lacks", async () => {
    const schema = JSON.parse(readFileSync(NORTHBOUND_SCHEMA, "utf8"));
    delete schema.tables.NB_Global.columns.sb_cfg;
    delete schema.cksum;
    const file = path.join(scratchFolder(), "old.ovsschema");
    writeFileSync(file, JSON.stringify({ ...schema, version: "3.0.0" }));
    const old = await startServer({ schema: file });
    assert.equal(
      await outcome({ endpoints: `unix:${old.socket}` }),
      `OVN's northbound database at unix:${old.socket} has schema 3.0.0, which lacks column "sb_cfg" of NB_Global; it takes an OVN of 2020 or newer`,
    );
  });

  for (const { input, options, says } of [
    {
      input: "an authority that did not sign the server's certificate",
      options: () => ({ ...pair(), caCert: strangers.ca }),
      says: /^OVN's northbound database at ssl:\S+ cannot be used: the certificate of ssl:\S+ is not accepted \(.*\); set kubeovn:ovnCaCert to the authority that signed it$/,
    },
    {
      input: "a certificate for another name",
      options: pair,
      says: /the certificate of ssl:\S+ is for another name; set kubeovn:ovnServerName to that name, or kubeovn:ovnVerifyName to false/,
    },
    {
      input: "no certificate of our own",
      options: () => ({ caCert: ours.ca, verifyName: false }),
      says: /ssl:\S+ does not accept our certificate; set kubeovn:ovnCert and kubeovn:ovnKey to one that its authority signed$/,
    },
    {
      input: "a certificate of a stranger",
      options: () => ({ caCert: ours.ca, verifyName: false, ...strangers.client }),
      says: /ssl:\S+ does not accept our certificate; set kubeovn:ovnCert and kubeovn:ovnKey/,
    },
    {
      input: "a key where a certificate should be",
      options: () => ({ ...pair(), cert: ours.client.key }),
      says: /^kubeovn:ovnCert is ".*", which holds no certificate in PEM form$/,
    },
    {
      input: "a file that is not there",
      options: () => ({ ...pair(), key: "/nowhere/key.pem" }),
      says: /^kubeovn:ovnKey cannot be read: ENOENT/,
    },
  ]) {
    it(`refuses ${input} at once`, async () => {
      const startedAt = performance.now();
      assert.match(await outcome({ endpoints: ssl, connectMs: 60_000, ...options() }), says);
      assert.ok(performance.now() - startedAt < 30_000);
    });
  }
});
