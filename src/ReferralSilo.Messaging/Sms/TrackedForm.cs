using System.Net;

namespace ReferralSilo.Messaging.Sms;

/// <summary>A form that knows whether its transmission has begun. Before, there was no connection, so the gateway
/// cannot have read it.</summary>
internal sealed class TrackedForm(IEnumerable<KeyValuePair<string, string>> fields) : FormUrlEncodedContent(fields)
{
    private volatile bool _hasBegun;

    public bool HasBegun => _hasBegun;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        _hasBegun = true;
        return base.SerializeToStreamAsync(stream, context);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context,
        CancellationToken cancellationToken)
    {
        _hasBegun = true;
        return base.SerializeToStreamAsync(stream, context, cancellationToken);
    }
}
