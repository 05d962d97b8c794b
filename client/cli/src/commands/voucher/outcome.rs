//! What becomes of a voucher when it is settled: foreseen by the contract's rule, or said by the contract.

use super::form::Signed;
use crate::context::Context;
use gridshare_sdk::keys::verifies;
use gridshare_sdk::words::count;
use gridshare_sdk::Suite;
use interfaces::metering::{Leg, LegIndex, LegRef, Settled};
use shared::signing::Messages;
use shared::{Amount, LeaseId, Units};
use std::collections::btree_map::Entry;
use std::collections::BTreeMap;

/// A voucher and what becomes of it.
pub struct Verdict {
    /// The voucher.
    pub voucher: Signed,
    /// Where the contract keeps its lease's leg; 0 if there is none.
    pub leg_index: LegIndex,
    /// What becomes of it.
    pub outcome: Outcome,
}

/// What becomes of a voucher.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is for another chain or another metering contract.
    OtherNetwork,
    /// Its lease is on another node.
    OtherNode,
    /// What the contract says.
    Contract(Settled),
}

impl Outcome {
    /// Returns whether it will never be paid, whatever happens.
    pub fn is_bad(&self) -> bool {
        match self {
            Self::OtherNetwork | Self::OtherNode => true,
            Self::Contract(settled) => {
                matches!(settled, Settled::UnknownLeg | Settled::BadSignature | Settled::Overflow)
            }
        }
    }

    /// Returns the units that it pays for, and their value in tokens.
    pub fn pays(&self) -> (Units, Amount) {
        match self {
            Self::Contract(Settled::Paid { units, value } | Settled::DepositExhausted { units, value }) => {
                (*units, *value)
            }
            _ => (0, 0),
        }
    }

    /// Returns its name for programs.
    pub fn name(&self) -> &'static str {
        match self {
            Self::OtherNetwork => "other_network",
            Self::OtherNode => "other_node",
            Self::Contract(settled) => match settled {
                Settled::Paid { .. } => "paid",
                Settled::DepositExhausted { .. } => "deposit_exhausted",
                Settled::AlreadyPaid => "already_paid",
                Settled::UnknownLeg => "unknown_leg",
                Settled::BadSignature => "bad_signature",
                Settled::Overflow => "overflow",
            },
        }
    }

    /// Says it in words.
    pub fn says(&self, voucher: &Signed, tokens: &dyn Fn(Amount) -> String) -> String {
        let Signed { lease, node, .. } = voucher;
        let paid = |units: &Units, value: &Amount| match units {
            1 => format!("1 unit, {}", tokens(*value)),
            _ => format!("{} units, {}", count(*units), tokens(*value)),
        };
        match self {
            Self::OtherNetwork => "it is for another network".to_owned(),
            Self::OtherNode => format!("lease {lease} is not on node {node}"),
            Self::Contract(settled) => match settled {
                Settled::Paid { units, value } => format!("pays {}", paid(units, value)),
                Settled::DepositExhausted { units, value } => {
                    format!(
                        "pays {}; then the deposit is used up: the rest after a top-up",
                        paid(units, value)
                    )
                }
                Settled::AlreadyPaid => "all its units were paid for before".to_owned(),
                Settled::UnknownLeg => format!("there is no lease {lease} any more, or never was"),
                Settled::BadSignature => format!("it is not signed by the session key of lease {lease}"),
                Settled::Overflow => "it claims more units than there can be".to_owned(),
            },
        }
    }
}

/// Foresees what becomes of vouchers that are settled in this order. Each lease is read once.
///
/// # Errors
/// When the chain cannot be asked.
pub fn of_all(ctx: &mut Context, vouchers: &[Signed]) -> anyhow::Result<Vec<Verdict>> {
    let suite = ctx.suite().clone();
    let mut legs: BTreeMap<LeaseId, Option<(LegRef, Leg)>> = BTreeMap::new();
    let mut verdicts = Vec::with_capacity(vouchers.len());
    for voucher in vouchers {
        let leg = match legs.entry(voucher.lease) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(read(ctx, voucher.lease)?),
        };
        let leg = leg.as_mut();
        // Where there is no such leg, the contract says so wherever it looks.
        let leg_index = leg.as_ref().map_or(0, |(at, _)| at.leg_index);
        verdicts.push(Verdict { voucher: *voucher, leg_index, outcome: of(&suite, voucher, leg) });
    }
    Ok(verdicts)
}

/// Reads a lease's leg, and where it is.
fn read(ctx: &mut Context, id: LeaseId) -> anyhow::Result<Option<(LegRef, Leg)>> {
    let metering = ctx.suite().metering();
    let Some(lease) = ctx.view(metering.lease(id))? else { return Ok(None) };
    let leg = ctx.view(metering.leg(lease.leg.node, lease.leg.leg_index))?;
    Ok(leg.map(|leg| (lease.leg, leg)))
}

/// Foresees what becomes of a voucher, and takes what it pays off the leg.
fn of(suite: &Suite, voucher: &Signed, leg: Option<&mut (LegRef, Leg)>) -> Outcome {
    if (voucher.genesis_hash, voucher.metering) != (suite.genesis_hash, suite.metering) {
        return Outcome::OtherNetwork;
    }
    match leg {
        None => Outcome::Contract(Settled::UnknownLeg),
        Some((at, _)) if at.node != voucher.node => Outcome::OtherNode,
        Some((at, leg)) => {
            let mut messages = Messages::vouchers(&suite.genesis_hash, &suite.metering);
            let message = messages.voucher(voucher.lease, at.node, leg.generation, voucher.units);
            Outcome::Contract(pay(
                leg,
                voucher.units,
                verifies(message, &voucher.signature, &leg.session_key),
            ))
        }
    }
}

/// The contract's rule for a voucher of `units` that is, or is not, signed by the leg's session key.
fn pay(leg: &mut Leg, units: Units, signed: bool) -> Settled {
    let due = units.saturating_sub(leg.paid_units);
    if due == 0 {
        return Settled::AlreadyPaid;
    }
    let Some(owed) = due.checked_mul(leg.price) else { return Settled::Overflow };
    if !signed {
        return Settled::BadSignature;
    }
    let paid = due.min(leg.deposit.checked_div(leg.price).unwrap_or(due));
    let value = paid * leg.price;
    leg.paid_units += paid;
    leg.deposit -= value;
    match owed == value {
        true => Settled::Paid { units: paid, value },
        false => Settled::DepositExhausted { units: paid, value },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use gridshare_sdk::keys::{account, Key};
    use gridshare_sdk::AccountId;
    use shared::Clock;

    fn suite() -> Suite {
        let [token, registry, market, attestations, staking, metering, rewards, governance, deployer] =
            [1, 2, 3, 4, 5, 6, 7, 8, 9].map(|byte: u8| AccountId::from([byte; 32]));
        let clock = Clock { genesis: 0, epoch_ms: shared::DAY_MS };
        let (genesis_hash, initial_supply) = ([7; 32], 0);
        Suite {
            token,
            registry,
            market,
            attestations,
            staking,
            metering,
            rewards,
            governance,
            deployer,
            clock,
            genesis_hash,
            initial_supply,
        }
    }

    fn leg() -> (LegRef, Leg) {
        let session_key = Key::from_name("session").public();
        (
            LegRef { node: 3, leg_index: 0 },
            Leg { lease: 1, session_key, generation: 0, price: 5, paid_units: 0, deposit: 52 },
        )
    }

    fn voucher(units: Units, by: &str) -> Signed {
        let suite = suite();
        let signature = Key::from_name(by).sign_voucher(&suite, 1, 3, 0, units);
        let (genesis_hash, metering) = (suite.genesis_hash, suite.metering);
        Signed { lease: 1, node: 3, generation: 0, units, genesis_hash, metering, signature }
    }

    #[test]
    fn vouchers_pay_what_was_not_paid_before_as_far_as_the_deposit_reaches() {
        let mut leg = leg();
        let mut settle = |units| of(&suite(), &voucher(units, "session"), Some(&mut leg));
        assert_eq!(settle(4), Outcome::Contract(Settled::Paid { units: 4, value: 20 }));
        assert_eq!(settle(4), Outcome::Contract(Settled::AlreadyPaid));
        assert_eq!(settle(12), Outcome::Contract(Settled::DepositExhausted { units: 6, value: 30 }));
        assert_eq!(settle(12), Outcome::Contract(Settled::DepositExhausted { units: 0, value: 0 }));
        assert_eq!(settle(Units::MAX), Outcome::Contract(Settled::Overflow));
    }

    #[test]
    fn only_the_session_key_s_vouchers_for_this_leg_are_good() {
        let check = |voucher: &Signed| of(&suite(), voucher, Some(&mut leg()));
        assert!(check(&voucher(4, "mallory")).is_bad());
        assert_eq!(
            check(&Signed { units: 5, ..voucher(4, "session") }),
            Outcome::Contract(Settled::BadSignature)
        );
        assert_eq!(check(&Signed { node: 4, ..voucher(4, "session") }), Outcome::OtherNode);
        let other = Signed { metering: account("other"), ..voucher(4, "session") };
        assert_eq!(check(&other), Outcome::OtherNetwork);
        assert_eq!(of(&suite(), &voucher(4, "session"), None), Outcome::Contract(Settled::UnknownLeg));
    }

    #[test]
    fn outcomes_are_sentences() {
        let says = |settled| {
            Outcome::Contract(settled).says(&voucher(4, "session"), &|amount| format!("{amount} T"))
        };
        assert_eq!(says(Settled::Paid { units: 1, value: 5 }), "pays 1 unit, 5 T");
        assert!(
            says(Settled::DepositExhausted { units: 2, value: 10 }).starts_with("pays 2 units, 10 T; then")
        );
        assert_eq!(says(Settled::UnknownLeg), "there is no lease 1 any more, or never was");
    }
}
