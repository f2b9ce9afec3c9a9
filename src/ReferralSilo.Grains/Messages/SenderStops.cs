using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Addresses;
using ReferralSilo.Grains.Addresses;
using ReferralSilo.Grains.Interfaces;

namespace ReferralSilo.Grains.Messages;

/// <summary>Whether the provider refuses the sender of a channel, so that nothing is sent until an operator has acted
/// (decision 0115). The stop is kept at the sender's own number, as for any number to which nothing can be sent, so all
/// silos know it and it outlives them. It ends when that number is marked valid, or another sender is set up.</summary>
public sealed partial class SenderStops
{
    public const string MeterName = "ReferralSilo.Senders";

    /// <summary>How old an answer may be.</summary>
    public static readonly TimeSpan Refresh = TimeSpan.FromSeconds(5);

    private readonly IGrainFactory _grains;
    private readonly AddressKeys _keys;
    private readonly MessageTransports _transports;
    private readonly TimeProvider _time;
    private readonly ILogger<SenderStops> _log;
    private readonly Dictionary<MessageChannel, Known> _known = [];
    private readonly Lock _gate = new();

    public SenderStops(IGrainFactory grains, AddressKeys keys, MessageTransports transports, TimeProvider time,
        IMeterFactory meters, ILogger<SenderStops> log)
    {
        (_grains, _keys, _transports, _time, _log) = (grains, keys, transports, time, log);
        meters.Create(MeterName).CreateObservableGauge("referralsilo.messages.sender.stopped", Measure, "{sender}",
            "1 while the provider refuses the sender of a channel: messages wait until an operator has acted.");
    }

    /// <summary>Why the sender is stopped, and since when; null when it is not. At most
    /// <see cref="Refresh"/> old.</summary>
    public async ValueTask<InvalidAddress?> Of(MessageChannel channel)
    {
        if (_transports.SenderOf(channel) is not { } sender) return null;
        Known? known;
        lock (_gate) known = _known.GetValueOrDefault(channel);
        if (known is not null && _time.GetElapsedTime(known.ReadAt) < Refresh) return known.Stop;
        var stop = (await _grains.GetGrain<IAddressGrain>(_keys.Of(channel, sender)).Show())?.State.Invalid;
        lock (_gate) _known[channel] = new Known(stop, _time.GetTimestamp());
        if (stop is not null && known?.Stop is null) LogStopped(channel, stop.Code);
        else if (stop is null && known?.Stop is not null) LogResumed(channel);
        return stop;
    }

    private IEnumerable<Measurement<int>> Measure()
    {
        lock (_gate)
            return [.. _known.Select(k => new Measurement<int>(k.Value.Stop is null ? 0 : 1,
                new KeyValuePair<string, object?>("channel", k.Key.ToString().ToLowerInvariant())))];
    }

    private sealed record Known(InvalidAddress? Stop, long ReadAt);

    [LoggerMessage(Level = LogLevel.Error,
        Message = "The provider refuses the sender of {Channel} ({Code}); messages wait until an operator has acted")]
    private partial void LogStopped(MessageChannel channel, string code);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The sender of {Channel} sends again")]
    private partial void LogResumed(MessageChannel channel);
}
