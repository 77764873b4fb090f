import { describeLedger } from "../contract/ledger.contract";
import { REAL_CLUSTER } from "../support/tested-cluster";

describeLedger(REAL_CLUSTER);
