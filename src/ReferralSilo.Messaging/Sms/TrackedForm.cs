using System.Net;
using ReferralSilo.Messaging.Sending;

namespace ReferralSilo.Messaging.Sms;

/// <summary>A form that knows whether its transmission has begun. Before, there was no connection, so the gateway
/// cannot have read it.</summary>
internal sealed class TrackedForm(IEnumerable<KeyValuePair<string, string>> fields, BeginLimit begin)
    : FormUrlEncodedContent(fields)
{
    private const int Waiting = 0, Begun = 1, Forbidden = 2;

    private int _state;

    public bool HasBegun => Volatile.Read(ref _state) == Begun;

    /// <summary>From now on the transmission cannot begin; false when it has begun already.</summary>
    public bool Forbid() => Interlocked.CompareExchange(ref _state, Forbidden, Waiting) != Begun;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        Begin();
        return base.SerializeToStreamAsync(stream, context);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context,
        CancellationToken cancellationToken)
    {
        Begin();
        return base.SerializeToStreamAsync(stream, context, cancellationToken);
    }

    private void Begin()
    {
        if (begin.IsOver) Forbid();
        if (Interlocked.CompareExchange(ref _state, Begun, Waiting) == Forbidden)
            throw new OperationCanceledException("The transmission may not begin any more.");
    }
}
