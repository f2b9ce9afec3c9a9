using System.Collections.Concurrent;
using Orleans.Storage;

namespace ReferralSilo.Grains.Tests.Silos;

/// <summary>Grain state in this process, outside of all silos: it outlives a silo that is killed, as a database does.
/// Orleans' own memory storage keeps it in grains, which die with their silo.</summary>
public sealed class LastingGrainStorage(IGrainStorageSerializer serializer) : IGrainStorage
{
    private readonly ConcurrentDictionary<(string, GrainId), (string ETag, BinaryData State)> _rows = [];

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (!_rows.TryGetValue((stateName, grainId), out var row)) return Task.CompletedTask;
        grainState.State = serializer.Deserialize<T>(row.State);
        (grainState.ETag, grainState.RecordExists) = (row.ETag, true);
        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var next = (ETag: Guid.NewGuid().ToString("N"), serializer.Serialize(grainState.State));
        var key = (stateName, grainId);
        var isWritten = grainState.ETag is null
            ? _rows.TryAdd(key, next)
            : _rows.TryGetValue(key, out var row) && row.ETag == grainState.ETag && _rows.TryUpdate(key, next, row);
        if (!isWritten) throw new InconsistentStateException($"{grainId} was written by another one.");
        (grainState.ETag, grainState.RecordExists) = (next.ETag, true);
        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        _rows.TryRemove((stateName, grainId), out _);
        (grainState.ETag, grainState.RecordExists) = (null, false);
        return Task.CompletedTask;
    }
}
