//! Staking's own code beside ink!'s dispatch of the whole contract. Off-chain, only those messages can end well that
//! call no other contract.

use super::facade::{accounts, be, config, earned, wired};
use crate::pool;
use crate::staking::Staking as Contract;
use crate::state::State;
use ink::codegen::TraitCallBuilder;
use ink::env::test::{recorded_events, set_callee};
use ink::env::DefaultEnvironment as Env;
use ink::primitives::AccountId;
use ink::storage::traits::{Storable, StorageKey};
use ink::MessageResult;
use interfaces::staking::*;
use kit::front::{Answer, Front, ROOT_ROOM};
use scale::Encode;
use shared::{Amount, NodeId, Shares};

/// The bytes that the interface's own call builder sends.
macro_rules! input {
    ($message:ident($($argument:expr),*)) => {{
        let mut builder: ink::contract_ref!(Staking, Env) = AccountId::from([0; 32]).into();
        builder.call_mut().$message($($argument),*).params().exec_input().encode()
    }};
}

/// Two contracts of the same story: one answers by its own code, the other by ink!'s.
struct Both {
    own: Contract,
    whole: Contract,
}

fn at_own() {
    set_callee::<Env>([200; 32].into());
}

fn at_whole() {
    set_callee::<Env>([100; 32].into());
}

fn events() -> Vec<(Vec<Vec<u8>>, Vec<u8>)> {
    recorded_events().map(|event| (event.topics, event.data)).collect()
}

impl Both {
    fn new() -> Self {
        at_own();
        let own = wired();
        at_whole();
        Self { own, whole: wired() }
    }

    /// Does something to each of them.
    fn each(&mut self, mut what: impl FnMut(&mut State)) {
        at_own();
        what(&mut self.own.state);
        at_whole();
        what(&mut self.whole.state);
    }

    /// Sends a message to each; they have to answer the same, to emit the same, and to look the same afterwards.
    fn ask<T: Encode, E: Encode>(
        &mut self,
        input: Vec<u8>,
        message: impl Fn(&mut Contract) -> Result<T, E>,
    ) -> bool {
        let before = events().len();
        at_own();
        let answer = self.own.state.answer(&input);
        let between = events().len();
        at_whole();
        let result = message(&mut self.whole);
        let is_ok = result.is_ok();
        let expected = Answer { refused: !is_ok, output: MessageResult::Ok(result).encode() };
        assert_eq!(answer, Some(expected));
        let events = events();
        assert_eq!(events[before..between], events[between..]);
        assert_eq!(self.own.state.root(), self.whole.state.root());
        is_ok
    }
}

/// Sends a message to both. Returns whether it was accepted.
macro_rules! ask {
    ($both:ident, $message:ident($($argument:expr),*)) => {
        $both.ask(input!($message($($argument),*)), |staking| staking.$message($($argument),*))
    };
}

/// Writes a pool of Alice's with so many active tokens: too few to count, so that the registry is told nothing.
fn put_pool(state: &mut State, node: NodeId, tokens: Amount) {
    let mut pool = pool::empty(accounts().alice, 5);
    let shares = Shares(tokens);
    (pool.active, pool.shares, pool.owner_position.shares) = (tokens, shares, shares);
    let mut tranches = state.store.tranches(node, &pool);
    state.store.put_pool(node, &mut pool, &mut tranches, 0).unwrap();
}

#[ink::test]
fn its_own_code_answers_as_the_whole_contract_does() {
    let mut both = Both::new();
    let (alice, bob) = (accounts().alice, accounts().bob);
    let amount = StakingParams::default().min_bond * 10;
    both.each(|state| [3, 600].into_iter().for_each(|node| put_pool(state, node, amount)));
    be(alice);
    assert!(!ask!(both, bond(3, 0)));
    assert!(!ask!(both, bond_for(4, bob, 1)));
    assert!(!ask!(both, bond_for(3, bob, 1)));
    assert!(ask!(both, unbond(3, Shares(amount / 2))));
    assert!(!ask!(both, unbond(3, Shares(amount))));
    assert!(!ask!(both, unbond(4, Shares(1))));
    assert!(!ask!(both, cancel_unbond(3, 1)));
    assert!(!ask!(both, withdraw(3)));
    assert!(!ask!(both, withdraw(4)));
    assert!(!ask!(both, rebond(3, 3)));
    assert!(!ask!(both, rebond(3, 600)));
    assert!(ask!(both, voting_power(alice, vec![3, 600], 6)));
    assert!(!ask!(both, voting_power(alice, vec![600, 3], 6)));
    let deposits = [earned(3, alice, 0, &[5, 0]), earned(7, alice, 1, &[9]), earned(600, alice, 0, &[8])];
    assert!(!ask!(both, deposit_rewards(deposits.to_vec())));
    be(bob);
    assert!(ask!(both, deposit_rewards(deposits.to_vec())));
    assert!(ask!(both, deposit_rewards(vec![])));
    assert!(!ask!(both, deposit_rewards(vec![earned(7, alice, 2, &[Amount::MAX])])));
    assert!(ask!(both, voting_power(alice, vec![3, 600], 6)));
    both.each(|state| assert_eq!(state.store.total_active, amount * 3 / 2 + 13));
}

#[ink::test]
fn everything_else_is_for_the_annex() {
    let mut staking = wired();
    put_pool(&mut staking.state, 3, 1_000);
    let (before, bob) = (staking.state.root(), accounts().bob);
    let others = [
        input!(wire(StakingPeers { rewards: bob })),
        input!(set_params(StakingParams::default())),
        input!(set_slasher(bob, true)),
        input!(claim_payout()),
        input!(sync(3)),
        input!(set_commission(3, 1)),
        input!(set_terms(3, PoolTerms::default())),
        input!(propose_node_transfer(3, bob)),
        input!(accept_node_transfer(3)),
        input!(unjail(3)),
        input!(slash(3, Penalty { fraction: 1, jail_ms: 0, reporter: None })),
        input!(pool(3)),
        // Unknown, too short, and what does not decode.
        vec![1, 2, 3, 4, 5],
        vec![],
        input!(unbond(3, Shares(1)))[..7].to_vec(),
        input!(deposit_rewards(vec![earned(3, bob, 0, &[5])]))[..40].to_vec(),
    ];
    for other in others {
        assert_eq!(staking.state.answer(&other), None, "{other:?}");
    }
    assert_eq!(staking.state.root(), before);
}

/// The annex reads and writes the root as ink! does, staking's own code as bytes.
#[ink::test]
fn both_codes_have_the_same_root() {
    assert_eq!(<Contract as StorageKey>::KEY, kit::annex::ROOT);
    let mut staking = wired();
    put_pool(&mut staking.state, 3, 1_000);
    staking.set_params(StakingParams { max_leverage: 8, ..Default::default() }).unwrap();
    let root = staking.state.root();
    let mut by_ink = Vec::new();
    Storable::encode(&staking, &mut by_ink);
    assert_eq!(root, by_ink);
    let again = State::from_root(&root).unwrap();
    assert_eq!(
        (again.root(), again.store.total_active, &again.annex),
        (root.clone(), 1_000, &config().annex)
    );
    assert!(root.len() < ROOT_ROOM, "{}: it is encoded without growing", root.len());
    assert!(State::from_root(&root[..40]).is_none());
}
