//! A registry that refuses staking's questions or lies about a node's owner.

use super::{mock, Script};
use crate::bundles::{person, ChainSession, Contract, DAY_MS, TOKEN};
use crate::configs;
use crate::deployment::to_epoch;
use drink::AccountId32;

/// What each holds before anything happens.
const WALLET: u128 = 1_000 * TOKEN;

/// Staking with a real token and a mock for its registry, and two people with tokens that it may take.
struct Lied {
    session: ChainSession,
    token: Contract,
    staking: Contract,
    bob: AccountId32,
    mallory: AccountId32,
    /// What the registry says who owns a node.
    owner_of: Script,
    /// What it answers when it is told of stake.
    note_stake: Script,
}

impl Lied {
    fn new() -> Self {
        let mut session = ChainSession::default();
        let alice = session.get_actor();
        let token = Contract::deploy(&mut session, "token", configs::token(2_000));
        let (owner_of, note_stake) = (Script::default(), Script::answering(Ok::<bool, u8>(true)));
        let messages = [("Registry::owner_of", &owner_of), ("Registry::note_stake", &note_stake)];
        let registry = mock(&mut session, "registry", &messages);
        let config = configs::staking(&mut session, &token, &registry);
        let staking = Contract::deploy(&mut session, "staking", config);
        let [bob, mallory] = ["bob", "mallory"].map(|name| {
            let who = person(&mut session, name);
            session.set_actor(alice.clone());
            token.call(&mut session, "PSP22::transfer", &args![who, WALLET, "[]"]);
            session.set_actor(who.clone());
            token.call(&mut session, "PSP22::approve", &args![staking, u128::MAX]);
            who
        });
        Self { session, token, staking, bob, mallory, owner_of, note_stake }
    }

    fn says_owner(&self, owner: &AccountId32) {
        self.owner_of.answer(Ok::<_, u8>(owner));
    }

    fn bond(&mut self, who: &AccountId32, amount: u128) {
        self.session.set_actor(who.clone());
        self.staking.call(&mut self.session, "Staking::bond", &args![0, amount]);
    }

    #[track_caller]
    fn bond_is_refused(&mut self, who: &AccountId32, amount: u128) -> String {
        self.session.set_actor(who.clone());
        self.staking.refuse(&mut self.session, "Staking::bond", &args![0, amount])
    }

    fn balance(&mut self, who: &AccountId32) -> u128 {
        let balance = self.token.call(&mut self.session, "PSP22::balance_of", &args![who]);
        balance.parse().expect("a balance is a number")
    }

    /// Returns the balances of Bob, of Mallory and of staking.
    fn balances(&mut self) -> (u128, u128, u128) {
        let (bob, mallory, staking) = (self.bob.clone(), self.mallory.clone(), self.staking.address.clone());
        (self.balance(&bob), self.balance(&mallory), self.balance(&staking))
    }

    /// Returns what an account has in the pool, by metadata.
    fn position(&mut self, who: &AccountId32) -> String {
        self.staking.call(&mut self.session, "Staking::position", &args![0, who])
    }

    /// Unbonds and withdraws everything that an account has.
    fn leave(&mut self, who: &AccountId32, shares: u128) -> String {
        self.session.set_actor(who.clone());
        let all = args![0, format!("Shares({shares})")];
        self.staking.call(&mut self.session, "Staking::unbond", &all);
        self.session.sandbox().advance_by(21 * DAY_MS);
        self.staking.call(&mut self.session, "Staking::withdraw", &args![0])
    }
}

#[test]
fn a_registry_that_refuses_or_talks_nonsense_stops_a_bond_before_anything_moves() {
    let mut lied = Lied::new();
    let bob = lied.bob.clone();
    let stake = 100 * TOKEN;
    // UnknownNode, whatever the number of the error.
    lied.owner_of.answer(Err::<(), u8>(6));
    assert_eq!(lied.bond_is_refused(&bob, stake), "UnknownNode");
    // Too short for an account, nothing at all, and not understood.
    for nonsense in [vec![0, 0, 7], vec![0], vec![1, 1]] {
        lied.owner_of.output(nonsense.clone());
        assert_eq!(lied.bond_is_refused(&bob, stake), "PeerFailed", "{nonsense:?}");
    }
    assert!(lied.note_stake.inputs().is_empty(), "it was never told of any stake");

    // A node of Bob's that is out of service, and answers to what it is told that are none.
    lied.says_owner(&bob);
    lied.note_stake.answer(Ok::<bool, u8>(false));
    assert_eq!(lied.bond_is_refused(&bob, stake), "Retired");
    lied.note_stake.answer(Err::<bool, u8>(1));
    assert_eq!(lied.bond_is_refused(&bob, stake), "PeerFailed");
    for nonsense in [vec![0, 0, 9], vec![0, 0], vec![0], vec![1, 1]] {
        lied.note_stake.output(nonsense.clone());
        assert_eq!(lied.bond_is_refused(&bob, stake), "PeerFailed", "{nonsense:?}");
    }
    assert_eq!(lied.balances(), (WALLET, WALLET, 0), "the transfer was undone with the rest");
    assert_eq!(lied.position(&bob), "None");
}

#[test]
fn a_lie_about_the_owner_costs_nobody_a_token() {
    let mut lied = Lied::new();
    let (bob, mallory) = (lied.bob.clone(), lied.mallory.clone());
    // Bob's node, which the registry says is Mallory's: Mallory opens its pool, with her own tokens.
    lied.says_owner(&mallory);
    let refused = lied.bond_is_refused(&bob, 300 * TOKEN);
    assert_eq!(refused, "NoPool", "Bob does not open the pool of a node that he is said not to own");
    lied.bond(&mallory, 100 * TOKEN);
    // Whatever the registry says next, Bob only joins, and what is Mallory's stays hers.
    lied.says_owner(&bob);
    let asked = lied.owner_of.inputs().len();
    lied.bond(&bob, 300 * TOKEN);
    assert_eq!(lied.owner_of.inputs().len(), asked, "a pool knows its owner");
    let pending = |tokens: u128| {
        format!(
            "Some(PositionView {{ shares: Shares(0), value: 0, pending: {tokens}, thaws: [], ready: 0 }})"
        )
    };
    assert_eq!((lied.position(&bob), lied.position(&mallory)), (pending(300 * TOKEN), pending(100 * TOKEN)));
    assert_eq!(lied.balances(), (700 * TOKEN, 900 * TOKEN, 400 * TOKEN));

    // Each leaves with what it brought.
    to_epoch(&mut lied.session, 11);
    assert_eq!(lied.leave(&bob, 300 * TOKEN), (300 * TOKEN).to_string());
    assert_eq!(lied.leave(&mallory, 100 * TOKEN), (100 * TOKEN).to_string());
    assert_eq!(lied.balances(), (WALLET, WALLET, 0));
    assert_eq!(lied.staking.call(&mut lied.session, "Staking::total_active", &[]), "0");
}
