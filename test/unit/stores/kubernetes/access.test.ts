import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { openAccess } from "../../../../provider/stores/kubernetes/access";

interface Entry {
  readonly server?: string;
  readonly cluster?: object;
  readonly user?: object;
}

function setEnvironment(values: Readonly<Record<string, string | undefined>>): void {
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
}

describe("openAccess", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "access-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Every entry is a context, a cluster and a user of one name. */
  function kubeconfig(file: string, entries: Readonly<Record<string, Entry>>, current?: string): string {
    const names = Object.keys(entries);
    const config = {
      clusters: names.map((name) => ({
        name,
        cluster: { server: entries[name]?.server ?? `https://${name}.example`, ...entries[name]?.cluster },
      })),
      users: names.map((name) => ({ name, user: entries[name]?.user ?? { token: `token-of-${name}` } })),
      contexts: names.map((name) => ({ name, context: { cluster: name, user: name } })),
      ...(current === undefined ? {} : { "current-context": current }),
    };
    const at = path.join(folder, file);
    mkdirSync(path.dirname(at), { recursive: true });
    writeFileSync(at, JSON.stringify(config));
    return at;
  }

  const token = async (choice: Parameters<typeof openAccess>[0]): Promise<string | undefined> =>
    (await (await openAccess(choice)).credentials()).headers.Authorization;

  it("uses the current context, or the one that is named", async () => {
    const file = kubeconfig("config", { east: {}, west: {} }, "west");
    assert.equal(await token({ kubeconfig: file }), "Bearer token-of-west");
    assert.equal(await token({ kubeconfig: file, context: "east" }), "Bearer token-of-east");
    const { server, where } = await openAccess({ kubeconfig: file });
    assert.deepEqual([server, where], ["https://west.example", 'https://west.example (context "west")']);
  });

  it("loads nothing of the API that the official client generates", () => {
    const file = kubeconfig("config", { east: {} }, "east");
    const program = `
      const loaded = [];
      require("node:module").registerHooks({ load: (url, context, next) => { loaded.push(url); return next(url, context); } });
      require(process.argv[1]).openAccess({ kubeconfig: process.argv[2] }).then(() => console.log(JSON.stringify(loaded)));
    `;
    const access = require.resolve("../../../../provider/stores/kubernetes/access");
    const { stdout, stderr } = spawnSync(process.execPath, ["-e", program, access, file], { encoding: "utf8" });
    const loaded: string[] = JSON.parse(stdout || stderr);
    assert.ok(loaded.some((url) => url.endsWith("/client-node/dist/config.js")));
    assert.deepEqual(
      loaded.filter((url) => url.includes("/client-node/dist/gen/")),
      [],
    );
  });

  it("loads all of it where Node has no hooks to prevent that", () => {
    const file = kubeconfig("config", { east: {} }, "east");
    const program = `
      delete require("node:module").registerHooks;
      require(process.argv[1]).openAccess({ kubeconfig: process.argv[2] }).then(({ server }) => console.log(server));
    `;
    const access = require.resolve("../../../../provider/stores/kubernetes/access");
    const { stdout, stderr } = spawnSync(process.execPath, ["-e", program, access, file], { encoding: "utf8" });
    assert.deepEqual([stdout, stderr], ["https://east.example\n", ""]);
  });

  it("reads a list of files, of which the first one decides, and which need not all be there", async () => {
    const first = kubeconfig("first", { shared: { user: { token: "first" } } });
    const second = kubeconfig("second", { shared: { user: { token: "second" } }, other: {} }, "shared");
    const third = kubeconfig("third", { third: {} }, "third");
    const list = [first, path.join(folder, "missing"), second, third].join(path.delimiter);
    assert.equal(await token({ kubeconfig: list }), "Bearer first");
    assert.equal(await token({ kubeconfig: list, context: "other" }), "Bearer token-of-other");
  });

  const refusals = [
    {
      name: "a file that is missing",
      choice: { kubeconfig: "/nobody/config" },
      says: /\/nobody\/config does not exist$/,
    },
    {
      name: "a context that is missing",
      choice: { context: "estern" },
      says: /has no context "estern"; it has eastern$/,
    },
  ];
  for (const { name, choice, says } of refusals) {
    it(`refuses ${name}`, async () => {
      const file = kubeconfig("config", { eastern: {} }, "eastern");
      await assert.rejects(openAccess({ kubeconfig: file, ...choice }), { code: "unavailable", message: says });
    });
  }

  it("refuses a context whose cluster or user is missing, and files without a current one", async () => {
    const file = kubeconfig("config", { a: {} });
    await assert.rejects(openAccess({ kubeconfig: file }), /names no current context; it has a$/);
    const config = JSON.parse(readFileSync(file, "utf8"));
    config.contexts = [{ name: "b", context: { cluster: "a", user: "nobody" } }];
    writeFileSync(file, JSON.stringify(config));
    await assert.rejects(openAccess({ kubeconfig: file, context: "b" }), /names user "nobody", which is missing/);
    config.contexts = [{ name: "b", context: { cluster: "nowhere", user: "a" } }];
    writeFileSync(file, JSON.stringify(config));
    await assert.rejects(openAccess({ kubeconfig: file, context: "b" }), /names cluster "nowhere", which is missing/);
  });

  it("tells nothing of the content of a file that cannot be read", async () => {
    const file = path.join(folder, "config");
    writeFileSync(file, 'users: [{name: a, user: {token: "hunter2}}]\n');
    await assert.rejects(openAccess({ kubeconfig: file }), (error: Error) => {
      assert.match(error.message, /config cannot be read/);
      return !error.message.includes("hunter2");
    });
  });

  it("runs a credential plugin once for many requests, and tells it which form of answer is expected", async () => {
    const calls = path.join(folder, "calls");
    const plugin = path.join(folder, "plugin.sh");
    const answer = `{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"fresh"}}`;
    writeFileSync(plugin, `#!/bin/sh\necho "$KUBERNETES_EXEC_INFO $COLOR" >> ${calls}\necho '${answer}'\n`);
    chmodSync(plugin, 0o755);
    const exec = {
      apiVersion: "client.authentication.k8s.io/v1",
      command: plugin,
      env: [{ name: "COLOR", value: "red" }],
    };
    const access = await openAccess({ kubeconfig: kubeconfig("config", { a: { user: { exec } } }, "a") });
    for (let i = 0; i < 3; i++) assert.equal((await access.credentials()).headers.Authorization, "Bearer fresh");
    assert.equal(
      readFileSync(calls, "utf8"),
      `{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","spec":{"interactive":false}} red\n`,
    );
    access.renew();
    await access.credentials();
    assert.equal(readFileSync(calls, "utf8").split("\n").length - 1, 2);
  });

  it("asks a plugin again for what the server refused, be it good for an hour more", async () => {
    const calls = path.join(folder, "calls");
    const plugin = path.join(folder, "plugin.sh");
    const status = `{"token":"token-$(wc -l < ${calls} | tr -d ' ')","expirationTimestamp":"2999-01-01T00:00:00Z"}`;
    const answer = `{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":${status}}`;
    writeFileSync(plugin, `#!/bin/sh\necho asked >> ${calls}\ncat <<EOF\n${answer}\nEOF\n`);
    chmodSync(plugin, 0o755);
    const exec = { apiVersion: "client.authentication.k8s.io/v1", command: plugin };
    const access = await openAccess({ kubeconfig: kubeconfig("config", { a: { user: { exec } } }, "a") });
    const next = async (): Promise<string | undefined> => (await access.credentials()).headers.Authorization;
    assert.deepEqual([await next(), await next()], ["Bearer token-1", "Bearer token-1"]);
    access.renew();
    assert.deepEqual([await next(), await next()], ["Bearer token-2", "Bearer token-2"]);
  });

  it("tells nothing of what a plugin answers instead of JSON", async () => {
    const plugin = path.join(folder, "plugin.sh");
    writeFileSync(plugin, "#!/bin/sh\necho hunter2\n");
    chmodSync(plugin, 0o755);
    const exec = { apiVersion: "client.authentication.k8s.io/v1", command: plugin };
    const access = await openAccess({ kubeconfig: kubeconfig("config", { a: { user: { exec } } }, "a") });
    await assert.rejects(access.credentials(), ({ message, cause }: Error) => {
      assert.equal(message, 'no credentials for https://a.example (context "a"): what its plugin answers is no JSON');
      return cause === undefined;
    });
  });

  it("leaves a user in the server's address out of messages", async () => {
    const server = "https://anna:s3cr%40t@a.example:6443/api";
    const access = await openAccess({ kubeconfig: kubeconfig("config", { a: { server } }, "a") });
    assert.equal(access.where, 'https://a.example:6443/api (context "a")');
    assert.equal(access.server, "https://a.example:6443/api");
  });

  it("sends a user in the server's address as a header, where the kubeconfig has no other", async () => {
    const sent = (server: string, user: object): Promise<string | undefined> =>
      token({ kubeconfig: kubeconfig("config", { a: { server, user } }, "a") });
    const basic = (text: string): string => `Basic ${Buffer.from(text).toString("base64")}`;
    assert.equal(await sent("https://anna:s3cr%40t@a.example", {}), basic("anna:s3cr@t"));
    assert.equal(await sent("https://anna:100%@a.example", {}), basic("anna:100%"));
    assert.equal(await sent("https://anna:s3cr%40t@a.example", { token: "t" }), "Bearer t");
    assert.equal(await sent("https://a.example", {}), undefined);
  });

  it("says what a credential plugin said when it failed", async () => {
    const plugin = path.join(folder, "plugin.sh");
    writeFileSync(plugin, "#!/bin/sh\necho 'session has ended, log in' >&2\nexit 1\n");
    chmodSync(plugin, 0o755);
    const exec = { apiVersion: "client.authentication.k8s.io/v1", command: plugin };
    const access = await openAccess({ kubeconfig: kubeconfig("config", { a: { user: { exec } } }, "a") });
    await assert.rejects(access.credentials(), {
      code: "unavailable",
      message: 'no credentials for https://a.example (context "a"): session has ended, log in',
    });
  });

  it("hands certificates, the server's name and the proxy to the connection", async () => {
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const key = Buffer.from(privateKey.export({ type: "sec1", format: "pem" })).toString("base64");
    const data = (text: string): string => Buffer.from(text).toString("base64");
    const user = { "client-certificate-data": data("certificate"), "client-key-data": key };
    const cluster = { "tls-server-name": "api.internal", "certificate-authority-data": data("authority") };
    const direct = await openAccess({ kubeconfig: kubeconfig("config", { a: { user, cluster } }, "a") });
    const { options } = (await direct.credentials()).agent as unknown as { options: Record<string, unknown> };
    assert.equal(String(options.cert), "certificate");
    assert.equal(String(options.ca), "authority");
    assert.equal(options.servername, "api.internal");
    assert.equal(options.rejectUnauthorized, undefined);
    const proxied = kubeconfig("proxied", { a: { cluster: { "proxy-url": "http://proxy.example:3128" } } }, "a");
    const { agent } = await (await openAccess({ kubeconfig: proxied })).credentials();
    assert.equal(agent.constructor.name, "HttpsProxyAgent");
  });

  it("takes the environment's proxy where the kubeconfig names none, and none for this machine", async () => {
    const { HTTPS_PROXY, NO_PROXY } = process.env;
    const proxyOf = async (server: string, proxy?: string): Promise<string | undefined> => {
      const cluster = proxy === undefined ? {} : { "proxy-url": proxy };
      const file = kubeconfig("config", { a: { server, cluster } }, "a");
      const { agent } = await (await openAccess({ kubeconfig: file })).credentials();
      return (agent as unknown as { proxy?: { hostname: string } }).proxy?.hostname;
    };
    try {
      process.env.HTTPS_PROXY = "http://proxy.example:3128";
      process.env.NO_PROXY = "internal.example";
      assert.equal(await proxyOf("https://api.example"), "proxy.example");
      assert.equal(await proxyOf("https://[fd00::1]:6443"), "proxy.example");
      assert.equal(await proxyOf("https://api.example", "http://other.example:8080"), "other.example");
      assert.equal(await proxyOf("https://internal.example"), undefined);
      for (const here of ["https://localhost:6443", "https://127.0.0.1:6443", "https://[::1]:6443"]) {
        assert.equal(await proxyOf(here), undefined, here);
      }
    } finally {
      setEnvironment({ HTTPS_PROXY, NO_PROXY });
    }
  });

  it("keeps its connections while the certificate stays the same", async () => {
    const access = await openAccess({ kubeconfig: kubeconfig("config", { a: {} }, "a") });
    const { agent } = await access.credentials();
    access.renew();
    assert.equal((await access.credentials()).agent, agent);
  });

  it("sends user and password where that is how the cluster knows its users", async () => {
    const user = { username: "anna", password: "s3cret" };
    const file = kubeconfig("config", { a: { user } }, "a");
    assert.equal(await token({ kubeconfig: file }), `Basic ${Buffer.from("anna:s3cret").toString("base64")}`);
  });
});
