using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace ReferralSilo.Testing;

/// <summary>Reads the instruments of the meters that a test chooses.</summary>
public sealed class MeterReader : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<(string Instrument, double Value, string Labels)> _measured = new();

    /// <param name="isRead">Chooses the meters.</param>
    /// <param name="isTaken">Chooses the measurements, in the context of the code that measures; null takes
    /// all.</param>
    public MeterReader(Func<Meter, bool> isRead, Func<bool>? isTaken = null)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (isRead(instrument.Meter)) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((i, value, tags, _) => Take(i, value, tags));
        _listener.SetMeasurementEventCallback<int>((i, value, tags, _) => Take(i, value, tags));
        _listener.SetMeasurementEventCallback<long>((i, value, tags, _) => Take(i, value, tags));
        _listener.Start();

        void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            if (isTaken?.Invoke() != false)
                _measured.Enqueue((instrument.Name, value, string.Join(' ', tags.ToArray().Select(t => t.Value))));
        }
    }

    /// <summary>The last value of an observed instrument.</summary>
    public double Observe(string instrument)
    {
        _listener.RecordObservableInstruments();
        return _measured.Last(m => m.Instrument == instrument).Value;
    }

    /// <summary>The values of an observed instrument now, by their labels.</summary>
    public IReadOnlyDictionary<string, double> ObserveAll(string instrument)
    {
        _measured.Clear();
        _listener.RecordObservableInstruments();
        return _measured.Where(m => m.Instrument == instrument).ToDictionary(m => m.Labels, m => m.Value);
    }

    /// <summary>The label values of each measurement of an instrument, in order.</summary>
    public IEnumerable<string> Labels(string instrument) =>
        _measured.Where(m => m.Instrument == instrument).Select(m => m.Labels);

    /// <summary>The sum of all measurements of an instrument.</summary>
    public double Sum(string instrument) => _measured.Where(m => m.Instrument == instrument).Sum(m => m.Value);

    public void Dispose() => _listener.Dispose();
}
