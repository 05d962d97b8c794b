//! Errors of metering.

use super::broken_clock;
use gridshare_sdk::MeteringHandle;
use interfaces::market::MarketError;
use interfaces::metering::{
    LeaseTerms, LegRef, MeteringConfig, MeteringError as E, MeteringParams, MeteringPeers, NodeVouchers,
    UsageClaim,
};
use shared::{Amount, TOKEN};
use tests::isolated::{made, metering_config};
use tests::refusals::{refused, Refusals};
use tests::{IsolatedContracts, TestNetwork};

fn bad_params() -> MeteringParams {
    MeteringParams { burn: 0, ..MeteringParams::default() }
}

fn good_config(w: &TestNetwork) -> MeteringConfig {
    metering_config(w, w.net.suite.token, w.net.suite.registry, w.net.suite.market)
}

/// Instantiates metering whose token, registry and market are no contracts.
fn lost(w: &mut TestNetwork) -> MeteringHandle {
    let nobody = w.stranger("nobody");
    let config = metering_config(w, nobody, nobody, nobody);
    MeteringHandle::at(made(w, &config))
}

#[test]
fn every_error_of_metering_is_provoked() {
    const HELD: &str = "metering holds what it counts, and the token answered when it came in";
    const EARNED: &str = "earnings come from a lease, whose node the registry knows";
    Refusals {
        interface: Some("metering.rs"),
        table: vec![
            refused("new", E::InvalidClock, |w, _| {
                w.create_refused(&MeteringConfig { clock: broken_clock(), ..good_config(w) })
            }),
            refused("new", E::ParamOutOfBounds, |w, _| {
                w.create_refused(&MeteringConfig { params: bad_params(), ..good_config(w) })
            }),
            refused("wire", E::NotOwner, |w, c| {
                let peers = MeteringPeers { rewards: c.stranger, treasury: c.stranger };
                w.refused(c.stranger, w.metering().wire(peers))
            }),
            refused("wire", E::AlreadyWired, |w, c| {
                let contracts = IsolatedContracts::wired(w);
                let peers = MeteringPeers { rewards: c.stranger, treasury: c.stranger };
                w.refused(contracts.owner, contracts.metering.wire(peers))
            }),
            refused("set_params", E::NotOwner, |w, c| {
                w.refused(c.stranger, w.metering().set_params(MeteringParams::default()))
            }),
            refused("set_params", E::ParamOutOfBounds, |w, _| {
                let contracts = IsolatedContracts::new(w);
                w.refused(contracts.owner, contracts.metering.set_params(bad_params()))
            }),
            refused("deposit", E::ZeroAmount, |w, c| w.refused(c.paul, w.metering().deposit(0))),
            refused("deposit", E::TransferFailed, |w, c| w.refused(c.stranger, w.metering().deposit(1))),
            refused("deposit", E::PeerFailed, |w, c| {
                let metering = lost(w);
                w.refused(c.paul, metering.deposit(1))
            }),
            refused("deposit", E::Arithmetic, |w, c| w.refused(c.paul, w.metering().deposit(Amount::MAX))),
            refused("withdraw", E::ZeroAmount, |w, c| w.refused(c.paul, w.metering().withdraw(0))),
            refused("withdraw", E::InsufficientBalance, |w, c| {
                w.refused(c.paul, w.metering().withdraw(900 * TOKEN + 1))
            }),
            refused("open", E::InvalidEnd, |w, c| {
                let terms = LeaseTerms { until: w.now(), ..w.terms(&c.node) };
                w.refused(c.paul, w.metering().open(terms))
            }),
            refused("open", E::DepositTooSmall, |w, c| {
                let params = MeteringParams { min_deposit: TOKEN, ..MeteringParams::default() };
                let config = MeteringConfig { params, ..good_config(w) };
                let metering = MeteringHandle::at(made(w, &config));
                let terms = LeaseTerms { deposit: TOKEN - 1, ..w.terms(&c.node) };
                w.refused(c.paul, metering.open(terms))
            }),
            refused("open", E::InsufficientBalance, |w, c| {
                let terms = LeaseTerms { deposit: 900 * TOKEN + 1, ..w.terms(&c.node) };
                w.refused(c.paul, w.metering().open(terms))
            }),
            refused("open", E::Market(MarketError::DuplicateCandidate), |w, c| {
                let terms = LeaseTerms { candidates: vec![c.node.id; 2], ..w.terms(&c.node) };
                w.refused(c.paul, w.metering().open(terms))
            }),
            refused("open", E::PeerFailed, |w, c| {
                let metering = lost(w);
                let terms = LeaseTerms { deposit: 0, ..w.terms(&c.node) };
                w.refused(c.paul, metering.open(terms))
            }),
            refused("top_up", E::ZeroAmount, |w, c| {
                w.refused(c.paul, w.metering().top_up(c.open.lease, c.open.leg(), 0))
            }),
            refused("top_up", E::UnknownLease, |w, c| {
                w.refused(c.paul, w.metering().top_up(99, c.open.leg(), 1))
            }),
            // A leg of another lease, another node, an index beyond all legs.
            refused("top_up", E::UnknownLease, |w, c| {
                w.refused(c.paul, w.metering().top_up(c.open.lease, c.closing.leg(), 1))
            }),
            refused("top_up", E::UnknownLease, |w, c| {
                let leg = LegRef { node: c.other.id + 90, ..c.open.leg() };
                w.refused(c.paul, w.metering().top_up(c.open.lease, leg, 1))
            }),
            refused("top_up", E::UnknownLease, |w, c| {
                let leg = LegRef { leg_index: u32::MAX, ..c.open.leg() };
                w.refused(c.paul, w.metering().top_up(c.open.lease, leg, 1))
            }),
            refused("top_up", E::InsufficientBalance, |w, c| {
                w.refused(c.paul, w.metering().top_up(c.open.lease, c.open.leg(), 900 * TOKEN + 1))
            }),
            refused("close", E::UnknownLease, |w, c| w.refused(c.paul, w.metering().close(99))),
            refused("close", E::NotOpen, |w, c| w.refused(c.petra, w.metering().close(c.closing.lease))),
            refused("close", E::NotPayer, |w, c| w.refused(c.petra, w.metering().close(c.open.lease))),
            refused("finalize", E::UnknownLease, |w, c| w.refused(c.paul, w.metering().finalize(99))),
            refused("finalize", E::WindowNotOver, |w, c| {
                w.refused(c.paul, w.metering().finalize(c.open.lease))
            }),
            refused("finalize", E::NotPayer, |w, c| {
                w.next_epoch();
                w.next_slot();
                w.next_slot();
                w.refused(c.paul, w.metering().finalize(c.closing.lease))
            }),
            refused("settle", E::ZeroAmount, |w, c| {
                w.refused(c.paul, w.metering().settle(c.node.id, vec![]))
            }),
            refused("settle", E::TooMany, |w, c| {
                let voucher = w.sign(&c.open, 5_000);
                w.refused(c.paul, w.metering().settle(c.node.id, vec![voucher; 129]))
            }),
            refused("settle_many", E::ZeroAmount, |w, c| w.refused(c.paul, w.metering().settle_many(vec![]))),
            refused("settle_many", E::ZeroAmount, |w, c| {
                let vouchers = vec![w.sign(&c.open, 5_000)];
                let batches = vec![
                    NodeVouchers { node: c.node.id, vouchers },
                    NodeVouchers { node: 1, vouchers: vec![] },
                ];
                w.refused(c.paul, w.metering().settle_many(batches))
            }),
            refused("settle_many", E::TooMany, |w, c| {
                let vouchers = vec![w.sign(&c.open, 5_000); 65];
                let batch = NodeVouchers { node: c.node.id, vouchers };
                w.refused(c.paul, w.metering().settle_many(vec![batch; 2]))
            }),
            refused("withdraw_earnings", E::NothingToClaim, |w, c| {
                w.refused(c.paul, w.metering().withdraw_earnings(99))
            }),
            refused("sweep", E::NotWired, |w, c| {
                let contracts = IsolatedContracts::new(w);
                w.refused(c.paul, contracts.metering.sweep())
            }),
            refused("sweep", E::NothingToClaim, |w, c| {
                w.sweep(c.paul);
                w.refused(c.paul, w.metering().sweep())
            }),
            refused("take_usage", E::NotPeer, |w, c| {
                w.refused(
                    c.node.owner,
                    w.metering().take_usage(vec![UsageClaim { node: c.node.id, first: 0, count: 1 }]),
                )
            }),
            refused("take_usage", E::TooMany, |w, _| {
                let contracts = IsolatedContracts::wired(w);
                let rewards = w.stranger("rewards");
                w.refused(
                    rewards,
                    contracts.metering.take_usage(vec![UsageClaim { node: 0, first: 0, count: 33 }]),
                )
            }),
            refused("take_usage", E::EpochNotEnded, |w, _| {
                let contracts = IsolatedContracts::wired(w);
                let (rewards, now) = (w.stranger("rewards"), w.epoch());
                w.refused(
                    rewards,
                    contracts.metering.take_usage(vec![UsageClaim { node: 0, first: now, count: 1 }]),
                )
            }),
        ],
        unreachable: &[("Registry", EARNED)],
        unreachable_at: &[
            ("withdraw", "TransferFailed", HELD),
            ("withdraw", "PeerFailed", HELD),
            ("finalize", "Market", "what a lease holds stays committed until it is released"),
            ("finalize", "PeerFailed", "the market answered when the lease was opened"),
            ("withdraw_earnings", "Registry", EARNED),
            ("withdraw_earnings", "TransferFailed", HELD),
            ("withdraw_earnings", "PeerFailed", HELD),
            ("sweep", "TransferFailed", HELD),
            ("sweep", "PeerFailed", HELD),
        ],
    }
    .check();
}
