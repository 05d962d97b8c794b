//! Out of gas, out of money, no key.

use crate::world::{connect, funded, node, nonce, token};
use gridshare_live::{ConnectOptions, LiveChain};
use gridshare_sdk::keys::{account, Key};
use gridshare_sdk::{Accounts, Chain, ChainError};

#[test]
fn what_takes_too_much_gas_is_not_sent() {
    let Some(url) = node() else { return };
    let (mut chain, sender) = funded(url, "out of gas");
    let token = token(&mut chain, sender);
    let before = (nonce(url, sender), chain.native_balance(sender).unwrap());
    let options = ConnectOptions { gas_limit: Some((200_000_000, 50_000)), ..ConnectOptions::default() };
    let mut short = LiveChain::connect(url, options).unwrap();
    short.add_key(Key::from_name("out of gas"));
    let message = token.transfer(account("bob"), 1);
    let refused = short.call(sender, message.callee, message.input, 0);
    assert_eq!(refused, Err(ChainError::OutOfGas));
    assert_eq!((nonce(url, sender), chain.native_balance(sender).unwrap()), before);
}

#[test]
fn the_poor_are_told_what_they_cannot_pay() {
    let Some(url) = node() else { return };
    let (mut chain, sender) = funded(url, "benefactor");
    let token = token(&mut chain, sender);
    let poor = chain.add_key(Key::from_name("poor"));

    // Nothing at all: the fee is out of reach. The call takes no storage.
    let burn = token.burn(0);
    let refused = chain.call(poor, burn.callee, burn.input.clone(), 0);
    assert_eq!(refused, Err(ChainError::FeeNotAffordable));

    // Enough for a fee, not for a new balance's storage.
    chain.transfer_native(sender, poor, 20_000_000_000).unwrap();
    let give = token.transfer(poor, 5);
    chain.call(sender, give.callee, give.input, 0).unwrap();
    let pass_on = token.transfer(account("somebody new"), 1);
    let refused = chain.call(poor, pass_on.callee, pass_on.input, 0);
    assert_eq!(refused, Err(ChainError::DepositNotAffordable));
    assert_eq!(nonce(url, poor), 0, "nothing was sent");

    // Money: more than there is, too little for the receiver to exist, all of it.
    let has = chain.native_balance(poor).unwrap();
    for amount in [has + 1, has] {
        assert_eq!(chain.transfer_native(poor, sender, amount), Err(ChainError::FeeNotAffordable));
    }
    let refused = chain.transfer_native(sender, account("nobody yet"), 1);
    assert!(matches!(refused, Err(ChainError::Dispatch(_))), "{refused:?}");
    assert_eq!(chain.native_balance(account("nobody yet")), Ok(0));
}

#[test]
fn nobody_signs_without_a_key() {
    let Some(url) = node() else { return };
    let mut chain = connect(url);
    let stranger = account("stranger");
    let refused = chain.call(stranger, stranger, vec![0; 4], 0);
    assert_eq!(refused, Err(ChainError::NoKey(stranger)));
    assert_eq!(chain.dry_run(stranger, stranger, vec![0; 4]), Err(ChainError::ContractNotFound));
}
