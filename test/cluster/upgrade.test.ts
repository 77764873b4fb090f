import { describeUpgrade } from "../contract/upgrade.contract";
import { REAL_CLUSTER } from "../support/tested-cluster";

describeUpgrade(REAL_CLUSTER);
