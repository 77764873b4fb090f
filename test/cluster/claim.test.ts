import { describeClaimOutcomes } from "../contract/claim.contract";
import { REAL_CLUSTER } from "../support/tested-cluster";

describeClaimOutcomes(REAL_CLUSTER);
