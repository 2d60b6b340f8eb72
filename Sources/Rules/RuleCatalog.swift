package import Auditing

/// Every rule, in the order of the report: what stops traffic stands before what may.
package enum RuleCatalog {
  package static let all: [Rule] = [
    .i350VLANAtNextReboot,
    .i350VLANWithSRIOV,
    .i350VLANOverSRIOV,
    .vifNetworkMismatch,
    .vifWithoutVF,
    .vfBindingMismatch,
    .vfClaimedTwice,
    .vfHeadroomExhausted,
    .guestWithoutVFDriver,
    .sriovNotActive,
    .driverLimitIgnored,
    .driverKeysUnreadable,
    .driverOptionsCommentedOut,
    .vfHeadroomLow,
    .vfDemandAboveCapacity,
    .vfFailoverUncovered,
    .sriovReachesOtherPorts,
    .sriovRequiresReboot,
    .driverOptionsDrift,
    .driverLimitAboveDefault,
    .driverOptionsLength,
    .vfLeaked,
    .vfCountMismatch,
    .vfClaimedByDom0,
    .evidenceDisagrees,
    .evidenceAmbiguous,
    .vifBypassesSRIOV,
    .guestNICOrder,
    .sriovConfiguredByHand,
    .evidenceApartInTime,
    .evidenceHostMissing,
    .waiverWithoutFinding,
  ]
}
