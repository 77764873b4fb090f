import { describeWaits } from "../contract/waits.contract";
import { REAL_CLUSTER } from "../support/tested-cluster";

describeWaits(REAL_CLUSTER);
