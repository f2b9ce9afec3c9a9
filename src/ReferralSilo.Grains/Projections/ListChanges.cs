using System.Collections.Immutable;
using ReferralSilo.Storage.Projections;

namespace ReferralSilo.Grains.Projections;

/// <summary>The rows of a list with the changes of the events folded so far, which are written together.</summary>
public sealed class ListChanges(IProjectionStore store, ListTable table, int build)
{
    private readonly Dictionary<string, ListRow?> _stored = [];
    private ImmutableDictionary<string, ListRow?> _changed = ImmutableDictionary<string, ListRow?>.Empty;

    /// <summary>The row with this key; null when there is none.</summary>
    public async ValueTask<ListRow?> Get(string key)
    {
        if (_changed.TryGetValue(key, out var changed)) return changed;
        if (!_stored.TryGetValue(key, out var stored))
            _stored[key] = stored = (await store.Rows(table, build, [key])).SingleOrDefault();
        return stored;
    }

    /// <summary>The rows that have this token.</summary>
    public async ValueTask<IReadOnlyList<ListRow>> Find(long token)
    {
        var stored = await store.Query(table, build, new ListQuery(FindRows) { AllTokens = [token] });
        return [.. stored.Where(r => !_changed.ContainsKey(r.Key)),
            .. _changed.Values.OfType<ListRow>().Where(r => r.Tokens.Contains(token))];
    }

    /// <summary>Inserts or replaces a row.</summary>
    public void Put(ListRow row) => _changed = _changed.SetItem(row.Key, row);

    /// <summary>Removes a row.</summary>
    public void Remove(string key) => _changed = _changed.SetItem(key, null);

    /// <summary>Most rows that <see cref="Find"/> returns.</summary>
    private const int FindRows = 1_000;

    internal IReadOnlyCollection<ListRow> Upserts => [.. _changed.Values.OfType<ListRow>()];

    internal IReadOnlyCollection<string> Removes => [.. _changed.Where(c => c.Value is null).Select(c => c.Key)];

    /// <summary>Folds one event; when it throws, the rows are as before.</summary>
    internal async Task Fold(IProjection projection, Storage.PositionedEvent happened)
    {
        var before = _changed;
        try
        {
            await projection.Fold(this, happened);
        }
        catch
        {
            _changed = before;
            throw;
        }
    }
}
