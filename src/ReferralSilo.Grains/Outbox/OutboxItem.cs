using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Outbox;

/// <summary>Something a receiver must hear, on its way.</summary>
/// <param name="Sender">Stream kind and id of the sender.</param>
/// <param name="Version">Version of the commit it belongs to.</param>
/// <param name="Ordinal">Place within the commit.</param>
/// <param name="Kind">What it says.</param>
/// <param name="Payload">The fact or command itself.</param>
[GenerateSerializer, Immutable, Alias("outbox-item")]
public sealed record OutboxItem(
    [property: Id(0)] string Sender, [property: Id(1)] long Version, [property: Id(2)] int Ordinal,
    [property: Id(3)] string Kind, [property: Id(4)] object Payload);

/// <summary>A grain that hears facts. Hearing one twice, or late, must do no harm.</summary>
[Alias("outbox-receiver"), GrainInterfaceType("outbox-receiver")]
public interface IOutboxReceiver : IGrainWithStringKey
{
    /// <summary>Hears items in order per sender. Returning means heard; throwing means again, later.</summary>
    [Alias("hear")]
    Task Receive(IReadOnlyList<OutboxItem> items);
}

/// <summary>A message to store, with what it says kept in memory for the quick way.</summary>
/// <param name="Message">The row: its body is empty when the payload can be made again from the sender's state.</param>
/// <param name="Payload">What the receiver gets.</param>
public readonly record struct Outgoing(OutboxMessage Message, object Payload);

/// <summary>Makes the payload of a stored row whose quick way was lost. One per sender kind.</summary>
public interface IOutboxRebuilder
{
    /// <summary>Stream kind of the senders it knows.</summary>
    string SenderKind { get; }

    /// <summary>The payload, or null when nothing is left to say.</summary>
    Task<object?> Rebuild(OutboxRow row, CancellationToken ct);
}
