import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { clusterClient } from "./access.mjs";
import { isRunning, killDaemons, lastLines, startDaemon } from "./daemons.mjs";
import { CONTROLLER } from "./kube-ovn.mjs";
import { clusterFiles } from "./kubernetes.mjs";
import { findDefinitions } from "./programs.mjs";
import { clusterFolder, readRecord, writeRecord } from "./record.mjs";
import { waitFor } from "./wait.mjs";

/** The program's name: which command it is, it tells from that. */
const WEBHOOK = "kube-ovn-webhook";
/** Where the program reads its certificate, whatever it is told. @source cmd/webhook/server.go, hookServerCertDir */
const CERTIFICATES = "/tmp/k8s-webhook-server/serving-certs";
const CONFIGURATIONS = "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations";
const TIMEOUT_MS = 60_000;

/**
 * Starts Kube-OVN's validating webhook beside a cluster and registers it there, as the webhook.yaml of its release does.
 *
 * @param {string} name  of a running cluster
 * @param {(line: string) => void} log
 * @returns {Promise<() => Promise<void>>} ends it, once it judges what is written
 */
export async function startWebhook(name, log) {
  const record = readRecord(name);
  const controller = record?.daemons.find((daemon) => daemon.name === CONTROLLER);
  if (!record || !controller) throw new Error(`there is no cluster "${name}"`);
  if (record.daemons.some((daemon) => daemon.name === WEBHOOK))
    throw new Error(`cluster "${name}" has a webhook already`);
  const folder = clusterFolder(name);
  const ca = shareCertificate(folder);
  const command = join(folder, WEBHOOK);
  if (!existsSync(command)) symlinkSync(controller.command, command);
  const { webhook, webhookHealth } = record.ports;
  const daemon = startDaemon(folder, {
    name: WEBHOOK,
    command,
    args: [`--port=${webhook}`, `--health-probe-port=${webhookHealth}`, "--v=3", "--logtostderr"],
    env: { KUBECONFIG: clusterFiles(folder).kubeconfig, POD_IP: "127.0.0.1" },
  });
  writeRecord({ ...record, daemons: [...record.daemons, daemon] });

  const client = clusterClient(name, "admin");
  const stop = async () => {
    await client("DELETE", `${CONFIGURATIONS}/${WEBHOOK}`);
    const current = readRecord(name);
    if (current) writeRecord({ ...current, daemons: current.daemons.filter((one) => one.name !== WEBHOOK) });
    killDaemons([daemon]);
  };
  try {
    const registration = await registrationFor(`https://127.0.0.1:${webhook}/validating`, ca, log);
    const { status, body } = await client("POST", CONFIGURATIONS, registration, "application/yaml");
    if (status !== 201) throw new Error(`the webhook is not registered: ${JSON.stringify(body)}`);
    await waitFor(() => refusesNonsense(client), {
      timeoutMs: TIMEOUT_MS,
      about: WEBHOOK,
      giveUp: () => {
        if (!isRunning(daemon)) throw new Error(`${WEBHOOK} has ended:\n${lastLines(folder, WEBHOOK)}`);
      },
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}

/**
 * Whether a Vip without a Subnet is refused. Until the webhook listens, the API server gets no answer and accepts it.
 *
 * @param {import("./api.mjs").ApiClient} client
 */
async function refusesNonsense(client) {
  const nonsense = { apiVersion: "kubeovn.io/v1", kind: "Vip", metadata: { name: "nonsense" }, spec: {} };
  const { status, body } = await client("POST", "/apis/kubeovn.io/v1/vips?dryRun=All", nonsense);
  return status !== 201 && JSON.stringify(body).includes("subnet parameter cannot be empty");
}

/**
 * The certificate that all webhooks of this machine share, as the program knows one folder only: that which an API server made for itself.
 *
 * @param {string} folder  of a cluster
 * @returns {string} PEM, of the certificate and who signed it
 */
function shareCertificate(folder) {
  if (!existsSync(CERTIFICATES)) {
    mkdirSync(dirname(CERTIFICATES), { recursive: true, mode: 0o700 });
    const temporary = mkdtempSync(`${CERTIFICATES}-`);
    copyFileSync(join(folder, "apiserver.crt"), join(temporary, "tls.crt"));
    copyFileSync(join(folder, "apiserver.key"), join(temporary, "tls.key"));
    try {
      renameSync(temporary, CERTIFICATES);
    } catch {
      // Another cluster was faster.
    }
  }
  return readFileSync(join(CERTIFICATES, "tls.crt"), "utf8");
}

/**
 * Kube-OVN's own registration, but for where the webhook is: beside the cluster and not in it.
 *
 * @param {string} url
 * @param {string} ca  PEM
 * @param {(line: string) => void} log
 * @returns {Promise<string>} YAML
 */
async function registrationFor(url, ca, log) {
  const documents = readFileSync(await findDefinitions(log, "webhook.yaml"), "utf8").split(/^---$/m);
  const registration = documents.find((text) => text.includes("kind: ValidatingWebhookConfiguration"));
  const at = `url: ${url}\n    caBundle: ${Buffer.from(ca).toString("base64")}\n`;
  const changed = registration?.replace(/service:\n(?: {6}.*\n)+/, at);
  if (changed === undefined || changed === registration)
    throw new Error("Kube-OVN's webhook.yaml has changed its form");
  return changed;
}
