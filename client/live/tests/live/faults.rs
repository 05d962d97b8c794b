//! The line breaks, the node dies, somebody else is faster: nothing is lost, nothing is done twice.

use crate::proxy::{submits, Proxy, Verdict};
use crate::world::{balance, connect, funded, node, nonce, token};
use gridshare_live::{ConnectOptions, DevNode, LiveChain};
use gridshare_sdk::keys::{account, Key};
use gridshare_sdk::{AccountId, Accounts, Blocks, Chain, ChainError, Executed, TokenHandle};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// A token on the shared node, its owner, and who gets some of it.
struct Scene {
    url: &'static str,
    name: &'static str,
    chain: LiveChain,
    token: TokenHandle,
    sender: AccountId,
    receiver: AccountId,
    nonce: u64,
    /// How long to wait for a transaction.
    patience: Duration,
}

impl Scene {
    fn new(name: &'static str) -> Option<Self> {
        let url = node()?;
        let (mut chain, sender) = funded(url, name);
        let token = token(&mut chain, sender);
        let receiver = account(&format!("receiver of {name}"));
        Some(Self {
            url,
            name,
            chain,
            token,
            sender,
            receiver,
            nonce: nonce(url, sender),
            patience: Duration::from_secs(180),
        })
    }

    /// Sends 9 tokens over another line.
    fn transfer_over(&self, url: &str) -> Result<Executed, ChainError> {
        let options = ConnectOptions { inclusion_timeout: self.patience, ..ConnectOptions::default() };
        let mut chain = LiveChain::connect(url, options).unwrap();
        chain.add_key(Key::from_name(self.name));
        let message = self.token.transfer(self.receiver, 9);
        chain.call(self.sender, message.callee, message.input, 0)
    }

    /// Checks that so many tokens arrived, in so many transactions.
    fn assert_arrived(&mut self, tokens: u128, transactions: u64) {
        assert_eq!(balance(&mut self.chain, self.token, self.receiver), tokens);
        assert_eq!(nonce(self.url, self.sender), self.nonce + transactions);
    }

    /// Something that sends 1 token with the same key, over a line of its own.
    fn rival(&self) -> impl Fn() + Send + 'static {
        let (url, name, sender, message) =
            (self.url, self.name, self.sender, self.token.transfer(self.receiver, 1));
        move || {
            let mut chain = connect(url);
            chain.add_key(Key::from_name(name));
            chain.call(sender, message.callee, message.input.clone(), 0).unwrap();
        }
    }
}

/// A rule for the first transaction that comes by.
fn at_first(mut verdict: impl FnMut() -> Verdict + Send + 'static) -> impl FnMut(&str) -> Verdict + Send {
    let mut done = false;
    move |request| {
        if done || !submits(request) {
            return Verdict::Pass;
        }
        done = true;
        verdict()
    }
}

#[test]
fn a_line_cut_before_the_node_hears_of_it() {
    let Some(mut scene) = Scene::new("cut before") else { return };
    let proxy = Proxy::before(scene.url, at_first(|| Verdict::Cut));
    let executed = scene.transfer_over(proxy.url()).unwrap();
    assert_eq!(executed.events.len(), 1);
    scene.assert_arrived(9, 1);
}

#[test]
fn a_line_cut_before_the_answer_comes_back() {
    let Some(mut scene) = Scene::new("cut after") else { return };
    let proxy = Proxy::before(scene.url, at_first(|| Verdict::PassAndCut));
    let executed = scene.transfer_over(proxy.url()).unwrap();
    assert!(executed.transaction.is_some_and(|inclusion| inclusion.fee > 0));
    scene.assert_arrived(9, 1);
}

/// The node never comes back: the error names the transaction, and looking it up later tells what became of it.
#[test]
fn a_lost_node_leaves_the_outcome_unknown_and_findable() {
    for (name, arrives) in [("lost before", false), ("lost after", true)] {
        let Some(mut scene) = Scene::new(name) else { return };
        let closer = Arc::new(Mutex::new(None::<Box<dyn Fn() + Send>>));
        let close = closer.clone();
        let proxy = Proxy::before(
            scene.url,
            at_first(move || {
                if let Some(close) = close.lock().unwrap().as_ref() {
                    close();
                }
                if arrives {
                    Verdict::PassAndCut
                } else {
                    Verdict::Cut
                }
            }),
        );
        scene.patience = Duration::from_secs(3);
        *closer.lock().unwrap() = Some(Box::new(proxy.closer()));
        let head = scene.chain.head(false).unwrap();
        let error = scene.transfer_over(proxy.url()).unwrap_err();
        let ChainError::OutcomeUnknown { transaction, .. } = error.clone() else { panic!("{error:?}") };
        assert!(error.to_string().contains("cannot be reached"), "{error}");
        let found = scene.chain.lookup(transaction, head).unwrap();
        assert_eq!(found.as_ref().map(|found| found.events.len()), arrives.then_some(1));
        assert_eq!(
            found.and_then(|found| found.transaction).map(|found| found.transaction),
            arrives.then_some(transaction)
        );
        scene.assert_arrived(if arrives { 9 } else { 0 }, arrives.into());
    }
}

/// Somebody else with the same key is in a block just before ours gets to the node.
#[test]
fn a_nonce_taken_by_somebody_else() {
    let Some(mut scene) = Scene::new("nonce taken") else { return };
    let rival = scene.rival();
    let proxy = Proxy::before(
        scene.url,
        at_first(move || {
            rival();
            Verdict::Pass
        }),
    );
    scene.transfer_over(proxy.url()).unwrap();
    scene.assert_arrived(10, 2);
}

/// The line is cut and somebody else takes the nonce: ours can never be included, so it is signed anew.
#[test]
fn a_nonce_taken_while_the_line_is_cut() {
    let Some(mut scene) = Scene::new("nonce taken meanwhile") else { return };
    let rival = scene.rival();
    let proxy = Proxy::before(
        scene.url,
        at_first(move || {
            rival();
            Verdict::Cut
        }),
    );
    scene.transfer_over(proxy.url()).unwrap();
    scene.assert_arrived(10, 2);
}

/// Between dry run and block another transaction takes away what the call needs.
#[test]
fn a_call_that_fails_in_its_block() {
    let Some(mut scene) = Scene::new("fails in its block") else { return };
    let spender = scene.chain.add_key(Key::from_name("spender"));
    scene.chain.transfer_native(scene.sender, spender, 1_000_000_000_000_000).unwrap();
    let (token, sender, receiver) = (scene.token, scene.sender, scene.receiver);
    let approve = token.approve(spender, 9);
    scene.chain.call(sender, approve.callee, approve.input, 0).unwrap();

    let (url, name, revoke) = (scene.url, scene.name, token.approve(spender, 0));
    let proxy = Proxy::before(
        url,
        at_first(move || {
            let mut chain = connect(url);
            chain.add_key(Key::from_name(name));
            chain.call(sender, revoke.callee, revoke.input.clone(), 0).unwrap();
            Verdict::Pass
        }),
    );
    let mut chain = connect(proxy.url());
    chain.add_key(Key::from_name("spender"));
    let spend = token.transfer_from(sender, receiver, 9);
    let head = chain.head(false).unwrap();
    let error = chain.call(spender, spend.callee, spend.input, 0).unwrap_err();
    let ChainError::FailedInBlock { transaction, .. } = error.clone() else { panic!("{error:?}") };
    assert!(error.to_string().contains("ContractReverted"), "{error}");
    assert_eq!(scene.chain.lookup(transaction, head), Err(error));
    scene.assert_arrived(0, 3);
}

/// The node dies with the transaction in its hands, and comes back with its chain but without its pool.
#[test]
fn a_node_killed_between_submission_and_block() {
    let Some(own) = DevNode::start() else { return };
    let url = own.url().to_string();
    let (mut chain, sender) = funded(&url, "killed");
    let (token, receiver) = (token(&mut chain, sender), account("receiver of killed"));
    let before = nonce(&url, sender);
    let own = Arc::new(Mutex::new(own));
    let (killed, restarted) = (own.clone(), own.clone());
    let proxy = Proxy::before(
        &url,
        at_first(move || {
            killed.lock().unwrap().kill();
            let restarted = restarted.clone();
            thread::spawn(move || {
                thread::sleep(Duration::from_secs(1));
                restarted.lock().unwrap().restart();
            });
            Verdict::Cut
        }),
    );
    let mut over = LiveChain::connect(proxy.url(), ConnectOptions::default()).unwrap();
    over.add_key(Key::from_name("killed"));
    let message = token.transfer(receiver, 3);
    over.call(sender, message.callee, message.input, 0).unwrap();
    // The old connection finds the node again too.
    assert_eq!(balance(&mut chain, token, receiver), 3);
    assert_eq!(nonce(&url, sender), before + 1);
    drop(own);
}

/// Calls that were sent are still there after the line was cut under all of them.
#[test]
fn many_in_flight_survive_a_cut() {
    let Some(mut scene) = Scene::new("many cut") else { return };
    let mut count = 0;
    let proxy = Proxy::before(scene.url, move |request| {
        count += usize::from(submits(request));
        // The sixth never arrives, and with it goes the line that tells of the others.
        if submits(request) && count == 6 {
            Verdict::Cut
        } else {
            Verdict::Pass
        }
    });
    let mut chain = connect(proxy.url());
    chain.add_key(Key::from_name(scene.name));
    let submit = |chain: &mut LiveChain| {
        let message = scene.token.transfer(scene.receiver, 2);
        chain.submit(scene.sender, message.callee, message.input, 0).unwrap()
    };
    let sent: Vec<_> = (0..12).map(|_| submit(&mut chain)).collect();
    for submitted in sent.into_iter().rev() {
        chain.wait(submitted).unwrap();
    }
    scene.assert_arrived(24, 12);
}
