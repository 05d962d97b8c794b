//! Boosts: what a node's attestations and its region add to the weight of its stake, and until when.

use crate::facts::NodeAttestations;
use interfaces::attestations::{AttestationsParams, Attested, Kind};
use shared::{Bps, Epoch, ONE_BPS};

/// Returns what the registry keeps of a node in epoch `now`: its facts, expired ones too, and its boost.
///
/// The boost is the sum of its region's and of those of the facts that hold, up to the maximum:
/// `hardware_boost` for hardware, `value × renewable_boost` for renewable energy, rounded down, nothing for
/// the others. It lasts until the first of the facts behind it expires.
pub fn attested(
    attestations: &NodeAttestations,
    region: Bps,
    params: &AttestationsParams,
    now: Epoch,
) -> Attested {
    const ONE: u32 = ONE_BPS as u32;
    let facts = attestations.map(|attestation| attestation.map(|a| a.fact).unwrap_or_default());
    let (mut sum, mut boost_until) = (u32::from(region), Epoch::MAX);
    for (kind, fact) in Kind::ALL.iter().zip(&facts) {
        let boost = match kind {
            Kind::Hardware => params.hardware_boost.into(),
            // Two factors of 16 bits.
            Kind::Renewable => u32::from(fact.value).wrapping_mul(params.renewable_boost.into()) / ONE,
            Kind::Jurisdiction | Kind::Identity => 0,
        };
        if boost > 0 && now < fact.until {
            sum = sum.saturating_add(boost);
            boost_until = boost_until.min(fact.until);
        }
    }
    let boost = Bps::try_from(sum).unwrap_or(Bps::MAX).min(params.max_boost);
    Attested { facts, boost, boost_until }
}
