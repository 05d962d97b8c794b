//! What the façade decides before it calls anybody; calls cannot be made off-chain.

use crate::events::ClassRegistered;
use crate::market::Market;
use ink::env::test::{default_accounts, recorded_events, set_block_timestamp, set_caller, DefaultAccounts};
use ink::env::DefaultEnvironment as Env;
use ink::primitives::AccountId;
use interfaces::market::{
    Billing, Class, Constraints, Market as _, MarketConfig, MarketError, MarketParams, MarketPeers,
    ReserveRequest, Zone,
};
use interfaces::ownable::{Ownable, OwnershipError};
use interfaces::registry::MAX_TEXT;
use shared::{Clock, Parameters, DAY_MS};

const CLOCK: Clock = Clock { genesis: 0, epoch_ms: DAY_MS };

fn accounts() -> DefaultAccounts<Env> {
    default_accounts::<Env>()
}

fn be(account: AccountId) {
    set_caller::<Env>(account);
}

fn config() -> MarketConfig {
    MarketConfig { clock: CLOCK, registry: AccountId::from([9; 32]), params: MarketParams::default() }
}

fn class(name: &[u8]) -> Class {
    Class { name: name.to_vec(), billing: Billing::Metered }
}

/// Owned by Alice, with one class; metering is Bob.
fn wired() -> Market {
    be(accounts().alice);
    let mut market = Market::new(config()).unwrap();
    market.wire(MarketPeers { metering: accounts().bob }).unwrap();
    market.register_class(class(b"token")).unwrap();
    market
}

fn request() -> ReserveRequest {
    ReserveRequest {
        class_id: 0,
        units: 1,
        legs: 1,
        candidates: vec![3],
        constraints: Constraints::up_to(10),
    }
}

#[ink::test]
fn what_is_out_of_bounds_is_not_instantiated() {
    let clock = Clock { genesis: 0, epoch_ms: 1 };
    assert_eq!(Market::new(MarketConfig { clock, ..config() }).err(), Some(MarketError::InvalidClock));
    let params = MarketParams { kink: 0, ..Default::default() };
    assert_eq!(Market::new(MarketConfig { params, ..config() }).err(), Some(MarketError::ParamOutOfBounds));
}

#[test]
fn parameters_are_bounded_on_both_sides() {
    let params = |kink, max_multiplier| MarketParams { kink, max_multiplier }.in_bounds();
    assert!(params(1_000, 10_000) && params(9_900, 60_000));
    assert!(
        !params(999, 10_000) && !params(9_901, 10_000) && !params(1_000, 9_999) && !params(1_000, 60_001)
    );
}

#[ink::test]
fn the_owner_wires_once() {
    be(accounts().alice);
    let mut market = Market::new(config()).unwrap();
    let peers = MarketPeers { metering: accounts().bob };
    assert_eq!(market.peers(), None);
    be(accounts().bob);
    assert_eq!(market.wire(peers), Err(MarketError::NotOwner));
    be(accounts().alice);
    assert_eq!(market.wire(peers), Ok(()));
    assert_eq!(market.peers(), Some(peers));
    assert_eq!(market.wire(peers), Err(MarketError::AlreadyWired));
}

#[ink::test]
fn parameters_change_with_the_next_epoch() {
    let mut market = wired();
    let next = MarketParams { kink: 5_000, ..Default::default() };
    be(accounts().bob);
    assert_eq!(market.set_params(next), Err(MarketError::NotOwner));
    be(accounts().alice);
    let bad = MarketParams { kink: 0, ..Default::default() };
    assert_eq!(market.set_params(bad), Err(MarketError::ParamOutOfBounds));
    set_block_timestamp::<Env>(DAY_MS);
    market.set_params(next).unwrap();
    assert_eq!(market.params(), MarketParams::default());
    set_block_timestamp::<Env>(2 * DAY_MS);
    assert_eq!(market.params(), next);
}

#[ink::test]
fn the_owner_registers_classes() {
    let mut market = wired();
    assert_eq!(market.register_class(class(&[b'x'; MAX_TEXT])), Ok(1));
    for name in [&[][..], &[b'x'; MAX_TEXT + 1]] {
        assert_eq!(market.register_class(class(name)), Err(MarketError::InvalidText));
    }
    be(accounts().bob);
    assert_eq!(market.register_class(class(b"more")), Err(MarketError::NotOwner));
    assert_eq!(market.class_count(), 2);
    assert_eq!((market.class(0), market.class(2)), (Some(class(b"token")), None));

    let event = ClassRegistered { class_id: 0, name: b"token".to_vec(), billing: Billing::Metered };
    ink::env::emit_event::<Env, _>(event);
    let events: Vec<_> = recorded_events().collect();
    assert_eq!(events.len(), 3);
    assert_eq!((&events[0].topics, &events[0].data), (&events[2].topics, &events[2].data));
}

#[ink::test]
fn only_metering_reserves_and_releases() {
    be(accounts().alice);
    let mut market = Market::new(config()).unwrap();
    be(AccountId::from([0; 32]));
    assert_eq!(market.reserve(request()), Err(MarketError::NotPeer), "not wired");
    let mut market = wired();
    assert_eq!(market.reserve(request()), Err(MarketError::NotPeer));
    assert_eq!(market.release(3, 0, 1), Err(MarketError::NotPeer));
    be(accounts().bob);
    assert_eq!(market.release(3, 0, 1), Err(MarketError::UnknownOffer));
}

#[ink::test]
fn what_cannot_be_reserved_is_refused_before_the_registry_is_asked() {
    let mut market = wired();
    be(accounts().bob);
    let nothing = ReserveRequest { units: 0, ..request() };
    assert_eq!(market.reserve(nothing), Err(MarketError::ZeroAmount));
    let unknown = ReserveRequest { class_id: 1, ..request() };
    assert_eq!(market.reserve(unknown), Err(MarketError::UnknownClass));
    assert_eq!(market.reserve(request()), Err(MarketError::NoMatch), "nobody offers anything");
}

#[ink::test]
fn without_an_offer_there_is_nothing_to_see() {
    let market = wired();
    assert_eq!((market.offer(3, 0), market.classes_of(3)), (None, vec![]));
    assert_eq!(market.zone(0, 7), Zone::default());
    assert_eq!(market.quote(3, 0, 1), Err(MarketError::UnknownOffer));
    assert_eq!((market.registry(), market.clock()), (AccountId::from([9; 32]), CLOCK));
}

#[ink::test]
fn ownership_moves_when_accepted() {
    let mut market = wired();
    let (alice, bob) = (accounts().alice, accounts().bob);
    market.transfer_ownership(bob).unwrap();
    assert_eq!((market.owner(), market.pending_owner()), (alice, Some(bob)));
    be(bob);
    market.accept_ownership().unwrap();
    assert_eq!((market.owner(), market.pending_owner()), (bob, None));
    be(alice);
    assert_eq!(market.transfer_ownership(alice), Err(OwnershipError::NotOwner));
}
