import { describeClaimMoments } from "../contract/claim-moments.contract";
import { REAL_CLUSTER } from "../support/tested-cluster";

describeClaimMoments(REAL_CLUSTER);
