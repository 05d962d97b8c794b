//! Events, emitted by one function each for those without a topic and those with a numeric one, encoded already:
//! code for each event would be several times as large.

use ink::env::event::state::{HasRemainingTopics, Uninit};
use ink::env::event::{TopicsBuilder, TopicsBuilderBackend};
use ink::env::{DefaultEnvironment, Environment, Event};
use ink::prelude::vec::Vec;
use scale::{Encode, Output};

/// An event that is encoded already. Its first topic is the hash of its signature; another one is a field, padded
/// with zeros.
struct Encoded<const N: usize> {
    topics: [[u8; 32]; N],
    data: Vec<u8>,
}

impl<const N: usize> Encode for Encoded<N> {
    fn encode_to<T: Output + ?Sized>(&self, dest: &mut T) {
        dest.write(&self.data);
    }
}

impl Event for Encoded<1> {
    type RemainingTopics = [HasRemainingTopics; 1];
    const SIGNATURE_TOPIC: Option<[u8; 32]> = None;

    fn topics<E, B>(&self, builder: TopicsBuilder<Uninit, E, B>) -> <B as TopicsBuilderBackend<E>>::Output
    where
        E: Environment,
        B: TopicsBuilderBackend<E>,
    {
        let [signature] = &self.topics;
        builder.build::<Self>().push_topic(Some(signature)).finish()
    }
}

impl Event for Encoded<2> {
    type RemainingTopics = [HasRemainingTopics; 2];
    const SIGNATURE_TOPIC: Option<[u8; 32]> = None;

    fn topics<E, B>(&self, builder: TopicsBuilder<Uninit, E, B>) -> <B as TopicsBuilderBackend<E>>::Output
    where
        E: Environment,
        B: TopicsBuilderBackend<E>,
    {
        let [signature, topic] = &self.topics;
        builder.build::<Self>().push_topic(Some(signature)).push_topic(Some(topic)).finish()
    }
}

/// Emits `event`. `topic` is the value of its one field that is marked as a topic: the number of a node or of
/// a lease.
pub fn emit<E: Event>(topic: impl Into<u64>, event: E) {
    send_with_topic(E::SIGNATURE_TOPIC.unwrap_or_default(), topic.into(), encoded(event));
}

/// Emits `event`, of which no field is marked as a topic.
pub fn emit_plain<E: Event>(event: E) {
    send(E::SIGNATURE_TOPIC.unwrap_or_default(), encoded(event));
}

fn encoded(event: impl Encode) -> Vec<u8> {
    let mut data = Vec::with_capacity(256);
    event.encode_to(&mut data);
    data
}

#[inline(never)]
fn send_with_topic(signature: [u8; 32], number: u64, data: Vec<u8>) {
    let mut topic = [0; 32];
    topic[..8].copy_from_slice(&number.to_le_bytes());
    ink::env::emit_event::<DefaultEnvironment, _>(Encoded { topics: [signature, topic], data });
}

#[inline(never)]
fn send(signature: [u8; 32], data: Vec<u8>) {
    ink::env::emit_event::<DefaultEnvironment, _>(Encoded { topics: [signature], data });
}

#[cfg(test)]
mod tests {
    use super::*;
    use ink::env::test::recorded_events;

    #[ink::event]
    struct Noted {
        #[ink(topic)]
        node: u32,
        text: Vec<u8>,
    }

    /// Clients read topics and data as ink! writes them.
    #[ink::test]
    fn an_event_is_the_one_that_ink_emits() {
        let noted = || Noted { node: 70_000, text: vec![1, 2, 3] };
        emit(70_000u32, noted());
        ink::env::emit_event::<DefaultEnvironment, _>(noted());
        let events: Vec<_> = recorded_events().map(|event| (event.topics, event.data)).collect();
        assert_eq!(events.len(), 2);
        assert_eq!(events[0], events[1]);
    }

    #[ink::event]
    struct Told {
        text: Vec<u8>,
        amount: u128,
    }

    #[ink::test]
    fn an_event_without_a_topic_is_the_one_that_ink_emits() {
        let told = || Told { text: vec![1, 2, 3], amount: 1 << 100 };
        emit_plain(told());
        ink::env::emit_event::<DefaultEnvironment, _>(told());
        let events: Vec<_> = recorded_events().map(|event| (event.topics, event.data)).collect();
        assert_eq!(events.len(), 2);
        assert_eq!(events[0], events[1]);
    }
}
