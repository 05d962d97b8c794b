//! A market that grants more or less than it was asked for, or at a price that nobody can pay.

use super::{mock, Script};
use crate::bundles::{hex, ChainSession, Contract, DAY_MS, TOKEN};
use crate::configs;
use crate::deployment::sdk;
use drink::session::{NO_ARGS, NO_ENDOWMENT};
use drink::AccountId32;
use gridshare_sandbox::DEFAULT_START;
use gridshare_sdk::keys::Key;
use gridshare_sdk::{Chain, Suite};

/// A grant: a node, and the price of a unit in tokens' smallest unit.
type Grant = (u32, u128);

const DEPOSIT: u128 = 10 * TOKEN;

/// Metering with a real token and a mock for its market, and 100 tokens of Alice's deposited.
struct Granted {
    session: ChainSession,
    metering: Contract,
    token: Contract,
    alice: AccountId32,
    reserve: Script,
    release: Script,
}

impl Granted {
    fn new() -> Self {
        let mut session = ChainSession::default();
        let alice = session.get_actor();
        let token = Contract::deploy(&mut session, "token", configs::token(100));
        let (reserve, release) = (Script::default(), Script::default());
        let market =
            mock(&mut session, "market", &[("Market::reserve", &reserve), ("Market::release", &release)]);
        let config = configs::metering(&mut session, &token, &alice, &market);
        let metering = Contract::deploy(&mut session, "metering", config);
        token.call(&mut session, "PSP22::approve", &args![metering, u128::MAX]);
        metering.call(&mut session, "Metering::deposit", &args![100 * TOKEN]);
        Self { session, metering, token, alice, reserve, release }
    }

    fn grant(&self, grants: &[Grant]) {
        self.reserve.answer(Ok::<_, u8>(grants));
    }

    /// Returns the free balance, what metering holds, and the number of leases.
    fn books(&mut self) -> (String, String, String) {
        let Self { session, metering, alice, .. } = self;
        (
            metering.call(session, "Metering::balance_of", &args![alice]),
            metering.call(session, "Metering::holdings", &[]),
            metering.call(session, "Metering::lease_count", &[]),
        )
    }

    #[track_caller]
    fn open_is_refused(&mut self) -> String {
        self.metering.refuse(&mut self.session, "Metering::open", &args![terms()])
    }
}

/// Returns a suite of which only metering and the chain matter, which is what a session key signs for.
fn signing_suite(session: &mut ChainSession, metering: &Contract) -> Suite {
    let clock = session.call_with_address(metering.address.clone(), "Metering::clock", NO_ARGS, NO_ENDOWMENT);
    let any = sdk(&metering.address);
    Suite {
        token: any,
        registry: any,
        market: any,
        attestations: any,
        staking: any,
        metering: sdk(&metering.address),
        rewards: any,
        governance: any,
        deployer: any,
        clock: clock.expect("a view").expect("the call is understood"),
        genesis_hash: session.sandbox().genesis_hash(),
        initial_supply: 0,
    }
}

fn session_key() -> Key {
    Key::from_name("session")
}

/// One unit on node 0 or 1 for a day.
fn terms() -> String {
    let (key, until) = (hex(session_key().public()), DEFAULT_START + DAY_MS);
    format!(
        "LeaseTerms {{ class_id: 0, units: 1, candidates: [0, 1], constraints: Constraints {{ max_price: 7, \
         zone: None, country: None, min_stake: 0, min_renewable: 0, attested: 0, distinct_owners: false }}, \
         session_key: {key}, deposit: {DEPOSIT}, until: {until} }}"
    )
}

#[test]
fn two_legs_or_none_open_nothing() {
    let mut granted = Granted::new();
    let before = granted.books();
    for grants in [&[][..], &[(0, 7), (1, 7)], &[(0, 7); 8]] {
        granted.grant(grants);
        assert_eq!(granted.open_is_refused(), "PeerFailed", "{grants:?}");
    }
    // A grant cut short, nothing at all, and not understood.
    for nonsense in [vec![0, 0, 4, 0, 0, 0, 0, 7], vec![0], vec![1, 1]] {
        granted.reserve.output(nonsense.clone());
        assert_eq!(granted.open_is_refused(), "PeerFailed", "{nonsense:?}");
    }
    // A refusal is passed on, if it is one of the market's.
    granted.reserve.answer(Err::<(), u8>(18));
    assert_eq!(granted.open_is_refused(), "Market(NoMatch)");
    granted.reserve.answer(Err::<(), u8>(200));
    assert_eq!(granted.open_is_refused(), "PeerFailed");
    assert_eq!(granted.books(), before);

    // One leg is what was asked for.
    granted.grant(&[(1, 7)]);
    let opened = "Opened { lease: 1, leg: LegRef { node: 1, leg_index: 0 }, price: 7 }";
    assert_eq!(granted.metering.call(&mut granted.session, "Metering::open", &args![terms()]), opened);
}

#[test]
fn a_price_beyond_all_bounds_takes_no_more_than_the_deposit_and_that_comes_back() {
    let mut granted = Granted::new();
    granted.grant(&[(0, u128::MAX)]);
    let Granted { session: s, metering, token, alice, release, .. } = &mut granted;
    metering.call(s, "Metering::open", &args![terms()]);
    assert_eq!(balance(s, token, &metering.address), 100 * TOKEN);

    // One unit is worth more than the deposit, two are worth more than fits: neither is paid.
    let suite = signing_suite(s, metering);
    let voucher = |units: u128| {
        let signature = hex(session_key().sign_voucher(&suite, 1, 0, 0, units));
        format!("Voucher {{ lease: 1, leg_index: 0, units: {units}, signature: {signature} }}")
    };
    let batch = args![0, format!("[{}, {}]", voucher(1), voucher(2))];
    let outcomes = "[DepositExhausted { units: 0, value: 0 }, Overflow]";
    assert_eq!(metering.call(s, "Metering::settle", &batch), outcomes);

    // The capacity is given back with the deposit, or neither is.
    metering.call(s, "Metering::close", &args![1]);
    s.sandbox().advance_by(DAY_MS);
    release.answer(Err::<(), u8>(8));
    assert_eq!(metering.refuse(s, "Metering::finalize", &args![1]), "Market(UnknownOffer)");
    for nonsense in [vec![0], vec![1, 1]] {
        release.output(nonsense);
        assert_eq!(metering.refuse(s, "Metering::finalize", &args![1]), "PeerFailed");
    }
    release.answer(Ok::<(), u8>(()));
    metering.call(s, "Metering::finalize", &args![1]);
    metering.call(s, "Metering::withdraw", &args![100 * TOKEN]);
    assert_eq!(balance(s, token, alice), 100 * TOKEN, "not a unit is missing");
    assert_eq!(balance(s, token, &metering.address), 0);
}

/// Returns a token balance.
fn balance(s: &mut ChainSession, token: &Contract, who: &AccountId32) -> u128 {
    token.call(s, "PSP22::balance_of", &args![who]).parse().expect("a balance is a number")
}
