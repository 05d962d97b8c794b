//! Every message, doing what it is for, and every view, telling it. The verbs and the assertions below say
//! what; in the end the metadata says whether anything was left out.

use gridshare::contracts::OwnableHandle;
use interfaces::governance::{Choice, GovernanceParams};
use interfaces::metering::{MeteringParams, MeteringPeers, Settled};
use interfaces::registry::{
    BeatOutcome, Billing, Class, Grant, NodeStatus, OfferTerms, RegistryParams, RegistryPeers,
    ReserveRequest, StakeNote,
};
use interfaces::rewards::{EmissionSchedule, RewardsParams};
use interfaces::staking::{StakingParams, StakingPeers};
use shared::{Amount, DAY_MS, TOKEN};
use std::collections::{BTreeMap, BTreeSet};
use tests::metadata::CONTRACTS;
use tests::refusals::documented;
use tests::world::{config, Done};
use tests::{Cast, Lab, World, INFERENCE};

/// Messages that never succeed when they are called, with the reason.
const NEVER: &[(&str, &str)] = &[(
    "governance.set_params",
    "an executed proposal sets the parameters without leaving the contract; anybody who calls is refused",
)];

#[test]
fn every_message_succeeds_and_every_view_answers() {
    let done = everything();
    let exist: BTreeSet<String> = CONTRACTS
        .iter()
        .flat_map(|contract| {
            contract.messages().into_iter().map(|message| {
                let (interface, name) = message.label.split_once("::").expect("every message is of a trait");
                let handle = if interface == "Ownable" { "ownable" } else { contract.contract };
                format!("{handle}.{name}")
            })
        })
        .collect();
    let done: BTreeSet<String> = done.into_keys().map(String::from).collect();
    let missing: Vec<_> = exist.difference(&done).filter(|message| !is_never(message)).collect();
    assert!(missing.is_empty(), "never succeeded here: {missing:?}");
    assert!(!done.iter().any(|message| is_never(message)));
}

#[test]
fn every_message_emits_the_events_that_it_documents() {
    let done = everything();
    for contract in CONTRACTS.iter() {
        let events: BTreeMap<String, [u8; 32]> = contract.events().into_iter().collect();
        let names = events.keys().cloned().collect();
        let own = documented(&format!("{}.rs", contract.contract), "# Events", &names);
        let own = own.into_iter().map(|(message, event)| (format!("{}.{message}", contract.contract), event));
        let administration = documented("ownable.rs", "# Events", &names);
        let administration =
            administration.into_iter().map(|(message, event)| (format!("ownable.{message}"), event));
        for (message, event) in own.chain(administration).filter(|(message, _)| !is_never(message)) {
            let emitted = done.get(&*message).is_some_and(|emitted| emitted.contains(&events[&event]));
            assert!(emitted, "{message} never emitted {event} of {}", contract.contract);
        }
        let unheard: Vec<_> = events
            .iter()
            .filter(|(_, topic)| !done.values().any(|emitted| emitted.contains(*topic)))
            .map(|(event, _)| event)
            .collect();
        assert!(unheard.is_empty(), "{} never emitted {unheard:?}", contract.contract);
    }
}

/// Does everything, and tells what was done.
fn everything() -> Done {
    let mut done = Done::new();
    for act in [token, registry, staking, metering_and_rewards, governance, wired_messages, administration] {
        let (mut w, cast) = Cast::world();
        act(&mut w, &cast);
        for (message, events) in std::mem::take(&mut w.done) {
            done.entry(message).or_default().extend(events);
        }
    }
    done
}

fn is_never(message: &str) -> bool {
    NEVER.iter().any(|(never, _)| *never == message)
}

fn token(w: &mut World, cast: &Cast) {
    let (dana, paul, token) = (cast.dana, cast.paul, w.token());
    assert_eq!(w.view(token.token_name()).as_deref(), Some("Gridshare"));
    assert_eq!(w.view(token.token_symbol()).as_deref(), Some("GRID"));
    assert_eq!(w.view(token.token_decimals()), 12);
    assert_eq!(w.view(token.max_supply()), config().max_supply);
    assert_eq!(w.view(token.minter()), Some(w.net.suite.rewards));

    let (danas, pauls, supply) = (w.wallet(dana), w.wallet(paul), w.view(token.total_supply()));
    w.send(dana, token.transfer(paul, 5));
    assert_eq!((w.wallet(dana), w.wallet(paul)), (danas - 5, pauls + 5));
    w.send(dana, token.approve(paul, 10));
    w.send(dana, token.increase_allowance(paul, 7));
    w.send(dana, token.decrease_allowance(paul, 2));
    assert_eq!(w.view(token.allowance(dana, paul)), 15);
    w.send(paul, token.transfer_from(dana, paul, 9));
    assert_eq!((w.wallet(dana), w.wallet(paul)), (danas - 14, pauls + 14));
    assert_eq!(w.view(token.allowance(dana, paul)), 6);
    w.send(paul, token.burn(14));
    assert_eq!((w.wallet(paul), w.view(token.total_supply())), (pauls, supply - 14));
    assert_eq!(w.view(token.balance_of(paul)), pauls);
}

fn registry(w: &mut World, cast: &Cast) {
    let registry = w.registry();
    let node = w.register_at(cast.stranger, tests::FAR_CELL, 250);
    w.offer(&node, 5, 0, 3);
    w.send(cast.stranger, registry.set_keys(node.id, cast.stranger, node.device.public()));
    assert_eq!(w.send(cast.stranger, registry.heartbeat(vec![node.id])).value, 1);
    let slot = w.slot().index;
    let beat = w.signed_beat(&tests::Node { generation: 1, ..node.clone() }, slot);
    assert_eq!(w.submit(cast.stranger, vec![beat]), [BeatOutcome::Duplicate]);

    assert_eq!(w.view(registry.owner_of(node.id)), Ok(cast.stranger));
    assert_eq!(w.view(registry.node(node.id)).map(|node| node.classes), Some(vec![INFERENCE]));
    assert_eq!(w.view(registry.node(99)), None);
    assert_eq!(w.view(registry.node_count()), 3);
    let listed = w.view(registry.nodes(0, 9));
    let listed: Vec<_> = listed.into_iter().map(|(id, _, status)| (id, status)).collect();
    use NodeStatus::{Active, Unbonded};
    assert_eq!(listed, [(cast.node.id, Active), (cast.other.id, Active), (node.id, Unbonded)]);
    assert_eq!(w.view(registry.status(node.id)), Some(Unbonded));
    assert_eq!(w.view(registry.liveness(node.id)).map(|liveness| liveness.generation), Some(1));
    assert_eq!(w.view(registry.class_count()), 2);
    assert_eq!(w.view(registry.class(1)).map(|class| class.billing), Some(Billing::Reserved));
    let offer = w.view(registry.offer(node.id, INFERENCE)).expect("it was made");
    assert_eq!(w.view(registry.zone(INFERENCE, offer.zone)).capacity, 5);
    assert_eq!(w.view(registry.quote(node.id, INFERENCE, 1)), Ok(3));
    let last = w.epoch() - 1;
    // Two nodes, three beats each, with all that is staked.
    assert_eq!(w.view(registry.total_credit(last)), 3 * 19_000 * TOKEN);
    assert_eq!(w.view(registry.credit(cast.other.id, last)), 3 * 4_000 * TOKEN);
    assert_eq!(w.view(registry.params()), RegistryParams::default());
    let suite = w.net.suite.clone();
    let peers = RegistryPeers { staking: suite.staking, metering: suite.metering, rewards: suite.rewards };
    assert_eq!(w.view(registry.peers()), Some(peers));
    assert_eq!(w.view(registry.clock()), suite.clock);
}

fn staking(w: &mut World, cast: &Cast) {
    let (node, dana, nora) = (&cast.node, cast.dana, cast.node.owner);
    w.bond(dana, node, 10 * TOKEN);
    let shares = w.position(node, dana).shares;
    w.unbond(dana, node, shares / 4);
    w.cancel_unbond(dana, node, 1);
    let active = w.pool(node).active;
    assert_eq!(w.view(w.staking().total_active()), active, "Olaf's stake still joins");
    let power = w.view(w.staking().voting_power(dana, vec![node.id])).expect("one pool ascends");
    assert_eq!((power.votes, power.total), (w.position(node, dana).value, active));
    assert_eq!(w.view(w.staking().params()), StakingParams::default());
    assert_eq!(w.view(w.staking().peers()), Some(StakingPeers { rewards: w.net.suite.rewards }));
    assert_eq!(w.view(w.staking().clock()), w.net.suite.clock);

    // Everything leaves before what it earned in this epoch is claimed, which then is Nora's.
    for who in [dana, nora] {
        let shares = w.position(node, who).shares;
        w.unbond(who, node, shares);
    }
    w.send(cast.stranger, w.staking().sync(node.id));
    let counted = w.view(w.registry().liveness(node.id)).expect("it is there").stake;
    assert_eq!(counted, 0, "without its owner's bond it counts nothing");
    w.next_epoch();
    let earned = w.claim(nora, node, 32);
    assert_eq!(w.view(w.staking().payout(nora)), earned.availability + earned.usage);
    let wallet = w.wallet(nora);
    let paid = w.send(nora, w.staking().claim_payout()).value;
    assert_eq!(w.wallet(nora), wallet + paid);
    w.wait(21 * DAY_MS);
    assert!(w.withdraw_stake(dana, node) > 5_000 * TOKEN);
}

fn metering_and_rewards(w: &mut World, cast: &Cast) {
    let (paul, petra) = (cast.paul, cast.petra);
    w.deposit(paul, 7 * TOKEN);
    w.withdraw_balance(paul, 3 * TOKEN);
    let lease = w.open(paul, &cast.node);
    w.top_up(petra, &lease, TOKEN);
    assert!(matches!(w.pay(&cast.node, &lease, 50), Settled::Paid { units: 50, .. }));
    w.collect(paul, &cast.node);
    let epoch = w.epoch();
    let burned = w.view(w.metering().usage(cast.node.id, epoch));
    // 400 units of Paul's first lease and 50 of this one, at 0.01 tokens, 5 % of them.
    assert_eq!(burned, 225 * TOKEN / 1_000);
    assert_eq!(w.view(w.metering().total_usage(epoch)), burned);
    w.sweep(paul);
    w.close(paul, &lease);
    w.wait(DAY_MS);
    w.finalize(paul, &lease);
    assert_eq!(w.view(w.metering().lease_count()), 3);
    assert_eq!(w.view(w.metering().lease(lease.lease)), None);
    assert_eq!(w.view(w.metering().leg(cast.node.id, 99)), None);
    assert_eq!(w.view(w.metering().account(cast.node.id)).places, 2);
    assert!(w.view(w.metering().holdings()).deposits > 0);
    assert!(w.view(w.metering().balance_of(paul)) > 0);
    assert_eq!(w.view(w.metering().params()), MeteringParams::default());
    let suite = w.net.suite.clone();
    let peers = MeteringPeers { rewards: suite.rewards, treasury: suite.governance };
    assert_eq!(w.view(w.metering().peers()), Some(peers));
    assert_eq!(w.view(w.metering().clock()), suite.clock);

    let minted = w.view(w.rewards().minted());
    let claimed = w.claim(cast.other.owner, &cast.other, 32);
    assert!(claimed.availability > 0 && claimed.usage > 0);
    assert_eq!(w.view(w.rewards().minted()), minted + claimed.availability + claimed.usage);
    let schedule = EmissionSchedule::default();
    assert_eq!(w.view(w.rewards().schedule()), schedule);
    let emission = w.view(w.rewards().emission(0));
    assert_eq!(emission.availability + emission.usage, schedule.initial);
    assert_eq!(w.view(w.rewards().params()), RewardsParams::default());
    assert_eq!(w.view(w.rewards().clock()), suite.clock);
}

fn governance(w: &mut World, cast: &Cast) {
    let (nora, dana, pool) = (cast.node.owner, cast.dana, cast.node.id);
    assert_eq!(w.view(w.governance().suite()).registry, w.net.suite.registry);
    assert_eq!(w.view(w.governance().params()), GovernanceParams::default());
    let params = GovernanceParams { threshold: 50, ..GovernanceParams::default() };
    let call = w.governance().set_params(params.clone()).proposed();
    let back = w.propose(nora, vec![call.clone()], &[pool]);
    w.send(nora, w.governance().cancel(back));
    let id = w.pass(nora, vec![call.clone()], &[pool]);
    w.refuses(
        dana,
        w.governance().vote(id, Choice::For, vec![pool]),
        interfaces::governance::GovernanceError::NotVoting,
    );
    w.execute(dana, id);
    assert_eq!(w.view(w.governance().params()), params);
    assert_eq!(w.view(w.governance().calls(id)), [call]);
    assert_eq!(w.view(w.governance().proposal_count()), 4);
    assert!(w.view(w.governance().voted(id, nora)) > 0);
    assert_eq!(w.settle_deposit(dana, id), 100 * TOKEN);
    assert_eq!(w.view(w.governance().deposits()), 300 * TOKEN);
}

/// Messages that only a wired contract may call, called by people who are wired.
fn wired_messages(w: &mut World, cast: &Cast) {
    let lab = Lab::wired(w);
    let [staking, metering, rewards] = ["staking", "metering", "rewards"].map(|name| w.stranger(name));
    let owner = cast.stranger;

    let class = Class { name: b"unit".to_vec(), billing: Billing::Metered };
    let class = w.send(lab.owner, lab.registry.register_class(class)).value;
    let registration = w.registration();
    let controller = registration.controller;
    let node = w.send(owner, lab.registry.register(registration)).value;
    let terms = OfferTerms { capacity: 10, burst: 0, price: 4 };
    w.send(owner, lab.registry.set_offer(node, class, terms));
    w.send(staking, lab.registry.note_stake(node, StakeNote { now: 50, next: 60 }));
    w.send(controller, lab.registry.heartbeat(vec![node]));
    assert_eq!(w.view(lab.registry.status(node)), Some(NodeStatus::Active));

    let (zone, country) = (None, None);
    let candidates = vec![node];
    let request =
        ReserveRequest { class, units: 8, legs: 1, candidates, max_price: 4, zone, country, min_stake: 50 };
    assert_eq!(w.send(metering, lab.registry.reserve(request)).value, [Grant { node, price: 4 }]);
    w.send(metering, lab.registry.release(node, class, 3));
    assert_eq!(w.view(lab.registry.offer(node, class)).map(|offer| offer.committed), Some(5));

    w.next_epoch();
    let taken = w.send(rewards, lab.registry.take_credit(node, controller, 32)).value;
    assert_eq!((taken.owner, taken.first, taken.shares.len()), (owner, 2, 1));
    assert_eq!((taken.shares[0].credit, taken.shares[0].total), (50, 50));
    let usage = w.send(rewards, lab.metering.take_usage(node, 2, 1)).value;
    assert_eq!((usage.len(), usage[0].burned), (1, 0));

    w.send(rewards, lab.token.mint_to(lab.staking.address(), 9));
    w.send(rewards, lab.staking.deposit_rewards(node, owner, 2, vec![9]));
    w.send(owner, lab.staking.claim_payout());
    assert_eq!(w.view(lab.token.balance_of(owner)), 9);
}

/// What an owner does before governance is it.
fn administration(w: &mut World, cast: &Cast) {
    let lab = Lab::new(w);
    let (owner, nobody) = (lab.owner, lab.nobody);
    w.send(owner, lab.token.set_minter(nobody));
    assert_eq!(w.view(lab.token.minter()), Some(nobody));
    w.send(owner, lab.registry.wire(RegistryPeers { staking: nobody, metering: nobody, rewards: nobody }));
    assert!(w.view(lab.registry.peers()).is_some());
    w.send(owner, lab.staking.wire(StakingPeers { rewards: nobody }));
    assert!(w.view(lab.staking.peers()).is_some());
    w.send(owner, lab.metering.wire(MeteringPeers { rewards: nobody, treasury: nobody }));
    assert!(w.view(lab.metering.peers()).is_some());

    w.send(owner, lab.registry.set_params(RegistryParams { kink: 5_000, ..RegistryParams::default() }));
    w.send(owner, lab.staking.set_params(StakingParams { max_leverage: 2, ..StakingParams::default() }));
    w.send(owner, lab.metering.set_params(MeteringParams { burn: 10, ..MeteringParams::default() }));
    w.send(owner, lab.rewards.set_params(RewardsParams { sigma: 1 }));
    assert_eq!(w.view(lab.registry.params()), RegistryParams::default(), "from the next epoch on");
    w.next_epoch();
    assert_eq!(w.view(lab.registry.params()).kink, 5_000);
    assert_eq!(w.view(lab.staking.params()).max_leverage, 2);
    assert_eq!(w.view(lab.metering.params()).burn, 10);
    assert_eq!(w.view(lab.rewards.params()).sigma, 1);

    let addresses: [gridshare::AccountId; 5] = [
        lab.token.address(),
        lab.registry.address(),
        lab.staking.address(),
        lab.metering.address(),
        lab.rewards.address(),
    ];
    for (at, address) in addresses.into_iter().enumerate() {
        let contract = OwnableHandle::at(address);
        assert_eq!((w.view(contract.owner()), w.view(contract.pending_owner())), (owner, None));
        // One is offered to governance of the lab, the others to somebody.
        let to = if at == 0 { lab.governance.address() } else { cast.dana };
        w.send(owner, contract.transfer_ownership(to));
        assert_eq!(w.view(contract.pending_owner()), Some(to));
        if at == 0 {
            w.send(nobody, lab.governance.take_ownership(address));
        } else {
            w.send(to, contract.accept_ownership());
        }
        assert_eq!(w.view(contract.owner()), to);
    }
}

/// Amounts of the busy world that the acts above count on.
#[test]
fn the_busy_world_is_as_described() {
    let (mut w, cast) = Cast::world();
    assert_eq!(w.epoch(), 2);
    assert_eq!(w.status(cast.node.id), NodeStatus::Active);
    assert_eq!(w.status(cast.other.id), NodeStatus::Active);
    assert_eq!(w.leg(cast.node.id, cast.open.place).paid_units, 1_000);
    assert_eq!(w.position(&cast.node, cast.dana).thaws.len(), 1);
    assert!(w.view(w.metering().account(cast.node.id)).earnings > 0);
    assert!(w.credit(&cast.other, 1) > 0);
    let held = w.view(w.metering().holdings());
    let parts: [Amount; 5] = [held.balances, held.deposits, held.earnings, held.burn, held.treasury];
    assert!(parts.iter().all(|part| *part > 0), "{held:?}");
}
