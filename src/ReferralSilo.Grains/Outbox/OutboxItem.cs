using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Outbox;

/// <summary>A message on its way to a receiver.</summary>
/// <param name="Sender">Stream kind and id of the sender.</param>
/// <param name="Version">Version of the commit that sent it.</param>
/// <param name="Ordinal">Position within the commit.</param>
/// <param name="Kind">Kind of message, kebab-case.</param>
/// <param name="Payload">The change or command.</param>
[GenerateSerializer, Immutable, Alias("outbox-item")]
public sealed record OutboxItem(
    [property: Id(0)] string Sender, [property: Id(1)] long Version, [property: Id(2)] int Ordinal,
    [property: Id(3)] string Kind, [property: Id(4)] object Payload);

/// <summary>A grain that receives outbox messages. Receiving one twice or late must do no harm.</summary>
[Alias("outbox-receiver"), GrainInterfaceType("outbox-receiver")]
public interface IOutboxReceiver : IGrainWithStringKey
{
    /// <summary>Receives items in order per sender. Returning acknowledges them; throwing repeats them later.</summary>
    [Alias("hear")]
    Task Receive(IReadOnlyList<OutboxItem> items);
}

/// <summary>A message to store, with its payload kept in memory for direct delivery.</summary>
/// <param name="Message">The row; its body is empty when the payload can be rebuilt from the sender's state.</param>
/// <param name="Payload">What the receiver gets.</param>
public readonly record struct Outgoing(OutboxMessage Message, object Payload);

/// <summary>Rebuilds payloads that were not delivered directly. One implementation per sender kind.</summary>
public interface IOutboxRebuilder
{
    /// <summary>Stream kind of the senders that it supports.</summary>
    string SenderKind { get; }

    /// <summary>Returns the payload; null when there is nothing left to send.</summary>
    Task<object?> Rebuild(OutboxRow row, CancellationToken ct);
}
