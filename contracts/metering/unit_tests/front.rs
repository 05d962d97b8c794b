//! Metering's own code beside ink!'s dispatch of the whole contract. Off-chain, only those messages can end well that
//! call no other contract.

use crate::leases::Draft;
use crate::metering::Metering as Contract;
use crate::state::State;
use ink::codegen::TraitCallBuilder;
use ink::env::test::{self, default_accounts, recorded_events, set_caller};
use ink::env::DefaultEnvironment as Env;
use ink::primitives::AccountId;
use ink::storage::traits::{Storable, StorageKey};
use ink::MessageResult;
use interfaces::market::{Constraints, Grant};
use interfaces::metering::*;
use kit::front::{Answer, Front, ROOT_ROOM};
use scale::Encode;
use schnorrkel::{ExpansionMode, Keypair, MiniSecretKey};
use shared::signing::Messages;
use shared::{Amount, Clock, LeaseId, NodeId, Units, DAY_MS};

const GENESIS: [u8; 32] = [7; 32];
const PRICE: Amount = 100;

/// The bytes that the interface's own call builder sends.
macro_rules! input {
    ($message:ident($($argument:expr),*)) => {{
        let mut builder: ink::contract_ref!(Metering, Env) = AccountId::from([0; 32]).into();
        builder.call_mut().$message($($argument),*).params().exec_input().encode()
    }};
}

fn config() -> MeteringConfig {
    let [token, registry, market] = [1, 2, 3].map(|n| AccountId::from([n; 32]));
    let (clock, params) = (Clock { genesis: 0, epoch_ms: DAY_MS }, MeteringParams::default());
    MeteringConfig { clock, genesis_hash: GENESIS, token, registry, market, annex: [6; 32], params }
}

/// Owned by Alice; rewards is Bob.
fn wired() -> Contract {
    let accounts = default_accounts::<Env>();
    set_caller::<Env>(accounts.alice);
    let mut metering = Contract::new(config()).unwrap();
    metering.wire(MeteringPeers { rewards: accounts.bob, treasury: accounts.eve }).unwrap();
    metering
}

/// The key pair of a session.
fn session() -> Keypair {
    MiniSecretKey::from_bytes(&[5; 32]).unwrap().expand_to_keypair(ExpansionMode::Ed25519)
}

fn voucher(node: NodeId, lease: LeaseId, leg_index: LegIndex, units: Units) -> Voucher {
    let mut messages = Messages::vouchers(&GENESIS, &test::callee::<Env>());
    let message = schnorrkel::signing_context(b"substrate").bytes(messages.voucher(lease, node, 0, units));
    Voucher { lease, leg_index, units, signature: session().sign(message).to_bytes() }
}

/// Opens a lease of Alice's with this deposit.
fn open(state: &mut State, node: NodeId, deposit: Amount) -> Opened {
    let payer = default_accounts::<Env>().alice;
    let draft =
        Draft { class_id: 0, units: 1, session_key: session().public.to_bytes(), deposit, until: DAY_MS };
    state.store.deposit(payer, deposit).unwrap();
    state.store.lock(payer, deposit).unwrap();
    state.store.add_lease(payer, &draft, Grant { node, price: PRICE }).unwrap()
}

/// What a message left behind: its answer, the root, and all events so far.
type Told = (Answer, Vec<u8>, Vec<(Vec<Vec<u8>>, Vec<u8>)>);

/// Messages to one contract.
struct Story {
    metering: Contract,
    by_its_own_code: bool,
    told: Vec<Told>,
}

impl Story {
    /// Sends a message. Returns whether it was accepted.
    fn send<T: Encode, E: Encode>(
        &mut self,
        input: Vec<u8>,
        message: impl FnOnce(&mut Contract) -> Result<T, E>,
    ) -> bool {
        let answer = if self.by_its_own_code {
            self.metering.state.answer(&input).unwrap()
        } else {
            let result = message(&mut self.metering);
            Answer { refused: result.is_err(), output: MessageResult::Ok(result).encode() }
        };
        let is_ok = !answer.refused;
        let events = recorded_events().map(|event| (event.topics, event.data)).collect();
        self.told.push((answer, self.metering.state.root(), events));
        is_ok
    }
}

/// Sends a message. Returns whether it was accepted.
macro_rules! send {
    ($story:ident, $message:ident($($argument:expr),*)) => {
        $story.send(input!($message($($argument),*)), |metering| metering.$message($($argument),*))
    };
}

fn tell(by_its_own_code: bool) -> Vec<Told> {
    let accounts = default_accounts::<Env>();
    let mut story = Story { metering: wired(), by_its_own_code, told: Vec::new() };
    let legs = [3, 3, 600].map(|node| open(&mut story.metering.state, node, 1_000).leg);
    story.metering.state.store.deposit(accounts.alice, 500).unwrap();

    assert!(!send!(story, deposit(0)));
    assert!(!send!(story, withdraw(0)));
    assert!(!send!(story, withdraw(501)));
    let constraints = Constraints {
        max_price: PRICE,
        zone: None,
        country: None,
        min_stake: 0,
        min_renewable: 0,
        attested: 0,
        distinct_owners: false,
    };
    let terms = LeaseTerms {
        class_id: 0,
        units: 1,
        candidates: vec![3],
        constraints,
        session_key: [7; 32],
        deposit: 501,
        until: DAY_MS,
    };
    assert!(!send!(story, open(terms.clone())));
    assert!(!send!(story, open(LeaseTerms { until: 0, ..terms.clone() })));
    assert!(send!(story, top_up(1, legs[0], 40)));
    assert!(!send!(story, top_up(2, legs[0], 40)));
    assert!(!send!(story, top_up(1, legs[0], 461)));

    let paid = [voucher(3, 1, 0, 2), voucher(3, 1, 0, 2), voucher(3, 1, 0, 99), voucher(3, 9, 1, 1)];
    let unsigned = Voucher { signature: [1; 64], ..voucher(3, 2, 1, 5) };
    assert!(send!(story, settle(3, [&paid[..], &[unsigned]].concat())));
    assert!(send!(story, settle(3, vec![unsigned])));
    assert!(!send!(story, settle(3, vec![])));
    let batches = [(3, voucher(3, 2, 1, 3)), (600, voucher(600, 3, 0, 4)), (7, voucher(7, 3, 0, 4))]
        .map(|(node, voucher)| NodeVouchers { node, vouchers: vec![voucher] });
    assert!(send!(story, settle_many(batches.to_vec())));
    assert!(!send!(story, settle_many(vec![])));
    assert!(!send!(story, withdraw_earnings(4)));

    assert!(send!(story, close(1)));
    assert!(!send!(story, close(1)));
    assert!(!send!(story, close(9)));
    assert!(!send!(story, finalize(9)));
    assert!(!send!(story, finalize(1)));
    let claims = [(3, 1), (600, 0), (7, 1)].map(|(node, count)| UsageClaim { node, first: 0, count });
    assert!(!send!(story, take_usage(claims.to_vec())));
    set_caller::<Env>(accounts.bob);
    assert!(!send!(story, take_usage(claims.to_vec())));
    test::set_block_timestamp::<Env>(DAY_MS);
    assert!(send!(story, take_usage(claims.to_vec())));
    let holdings = story.metering.holdings();
    assert!(holdings.earnings > 0 && holdings.burn > 0, "something was paid");
    story.told
}

#[test]
fn its_own_code_answers_as_the_whole_contract_does() {
    let told = [false, true].map(|by_its_own_code| {
        let mut told = Vec::new();
        test::run_test::<Env, _>(|_| {
            told = tell(by_its_own_code);
            Ok(())
        })
        .unwrap();
        told
    });
    assert_eq!(told[0], told[1]);
}

#[ink::test]
fn everything_else_is_for_the_annex() {
    let mut metering = wired();
    open(&mut metering.state, 3, 1_000);
    let (before, bob) = (metering.state.root(), default_accounts::<Env>().bob);
    let others = [
        input!(wire(MeteringPeers { rewards: bob, treasury: bob })),
        input!(set_params(MeteringParams::default())),
        input!(sweep()),
        input!(balance_of(bob)),
        input!(lease(1)),
        input!(account(3)),
        input!(holdings()),
        // Unknown, too short, and what does not decode.
        vec![1, 2, 3, 4, 5],
        vec![],
        input!(close(1))[..7].to_vec(),
        input!(settle(3, vec![voucher(3, 1, 0, 2)]))[..40].to_vec(),
    ];
    for other in others {
        assert_eq!(metering.state.answer(&other), None, "{other:?}");
    }
    assert_eq!(metering.state.root(), before);
}

/// The annex reads and writes the root as ink! does, metering's own code as bytes.
#[ink::test]
fn both_codes_have_the_same_root() {
    assert_eq!(<Contract as StorageKey>::KEY, kit::annex::ROOT);
    let mut metering = wired();
    let LegRef { node, leg_index } = open(&mut metering.state, 3, 1_000).leg;
    metering.settle(node, vec![voucher(node, 1, leg_index, 5)]).unwrap();
    metering.set_params(MeteringParams { burn: 1_000, ..Default::default() }).unwrap();
    let root = metering.state.root();
    let mut by_ink = Vec::new();
    Storable::encode(&metering, &mut by_ink);
    assert_eq!(root, by_ink);
    let again = State::from_root(&root).unwrap();
    assert_eq!((again.root(), again.store.lease_count(), again.annex), (root.clone(), 1, [6; 32]));
    assert!(root.len() < ROOT_ROOM, "{}: it is encoded without growing", root.len());
    assert!(State::from_root(&root[..40]).is_none());
}
