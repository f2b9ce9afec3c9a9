using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Domain.ServiceLines;
using ReferralSilo.Domain.Sources;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Referrals;

namespace ReferralSilo.Host.Tests.Stored;

/// <summary>The types that are stored as JSON, and the types of their parts.</summary>
internal static class StoredRoots
{
    /// <summary>Each stored type with the options that write it.</summary>
    public static IReadOnlyList<(Type Type, JsonSerializerOptions Options)> All { get; } =
    [
        (typeof(Referral), ReferralJson.Options),
        (typeof(ReferralEvent), ReferralJson.Options),
        (typeof(NumberBlocks), ReferralJson.Options),
        (typeof(NumbersTaken), ReferralJson.Options),
        (typeof(SlotGrant), ReferralJson.Options),
        (typeof(Schedule), ScheduleJson.Options),
        (typeof(ScheduleEvent), ScheduleJson.Options),
        (typeof(Source), SourceJson.Options),
        (typeof(SourceEvent), SourceJson.Options),
        (typeof(StoredServiceLines), ServiceLineJson.Options),
    ];

    /// <summary>The states and events of all aggregates, and the states of grains with a storage.</summary>
    public static IEnumerable<Type> InGrains()
    {
        var types = typeof(ReferralMapper).Assembly.GetTypes();
        var aggregates = types.SelectMany(t => t.GetInterfaces())
            .Where(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IAggregateMapper<,>))
            .SelectMany(i => i.GetGenericArguments());
        var grains = types.SelectMany(t => t.GetConstructors()).SelectMany(c => c.GetParameters())
            .Where(p => p.GetCustomAttribute<PersistentStateAttribute>() is not null)
            .Select(p => p.ParameterType.GetGenericArguments()[0]);
        return aggregates.Concat(grains).Where(t => !t.IsGenericParameter).Distinct();
    }

    /// <summary>The type and the types of all its parts as they are serialized, each once.</summary>
    public static IReadOnlyList<JsonTypeInfo> Parts(Type root, JsonSerializerOptions options)
    {
        var found = new Dictionary<Type, JsonTypeInfo>();
        Add(root);
        return [.. found.Values];

        void Add(Type type)
        {
            type = Nullable.GetUnderlyingType(type) ?? type;
            if (found.ContainsKey(type)) return;
            var info = found[type] = options.GetTypeInfo(type);
            foreach (var derived in info.PolymorphismOptions?.DerivedTypes ?? []) Add(derived.DerivedType);
            foreach (var property in info.Properties) Add(property.PropertyType);
            if (info.ElementType is { } element) Add(element);
            if (info.KeyType is { } key) Add(key);
        }
    }
}
