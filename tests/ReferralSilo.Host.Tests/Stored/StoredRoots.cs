using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ReferralSilo.Domain.Addresses;
using ReferralSilo.Domain.Conversations;
using ReferralSilo.Domain.Inboxes;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Domain.Messages.Templates;
using ReferralSilo.Domain.Patients;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Domain.ServiceLines;
using ReferralSilo.Domain.Sources;
using ReferralSilo.Domain.Stored;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Referrals;

namespace ReferralSilo.Host.Tests.Stored;

/// <summary>A kind of stored aggregate, with its form and the types that it stores.</summary>
internal sealed record StoredRoot(string Kind, int Form, JsonSerializerOptions Options, IReadOnlyList<Type> Types);

/// <summary>The types that are stored as JSON, and the types of their parts.</summary>
internal static class StoredRoots
{
    public static IReadOnlyList<StoredRoot> All { get; } =
    [
        Of(ReferralJson.Form),
        Of(ReferralJson.NumbersForm),
        Of(ScheduleJson.Form),
        Of(SourceJson.Form),
        Of(PatientJson.Form),
        Of(PatientJson.MergesForm),
        Of(ServiceLineJson.Form),
        Of(MessageJson.Form),
        Of(AddressJson.Form),
        Of(ConversationJson.Form),
        Of(InboxJson.Form),
        Of(TemplateJson.Form),
        Of(RecordedAnswer.Form),
        // Messages have no form: a new shape is a new kind of message.
        new("outbox", 1, ReferralJson.Options,
            [typeof(SlotGrant), typeof(ConsentEnded), typeof(PatientResponded), typeof(OutreachChange),
                typeof(AlertFailed), typeof(OnCallReport)]),
    ];

    /// <summary>Types whose constants are stored as texts.</summary>
    public static IReadOnlyList<Type> Codes { get; } =
        [typeof(EligibilityEvaluator), typeof(RuleCodes), typeof(BuiltInText), typeof(ReferralDocument),
            typeof(MessageReasons), typeof(SenderGroups), typeof(ReferralReopening)];

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

    /// <summary>The types and the types of all their parts as they are serialized, each once.</summary>
    public static IReadOnlyList<JsonTypeInfo> Parts(StoredRoot root)
    {
        var found = new Dictionary<Type, JsonTypeInfo>();
        foreach (var type in root.Types) Add(type);
        return [.. found.Values];

        void Add(Type type)
        {
            type = Nullable.GetUnderlyingType(type) ?? type;
            if (found.ContainsKey(type)) return;
            var info = found[type] = root.Options.GetTypeInfo(type);
            foreach (var derived in info.PolymorphismOptions?.DerivedTypes ?? []) Add(derived.DerivedType);
            foreach (var property in info.Properties) Add(property.PropertyType);
            if (info.ElementType is { } element) Add(element);
            if (info.KeyType is { } key) Add(key);
        }
    }

    private static StoredRoot Of<TState, TEvent>(StoredForm<TState, TEvent> form)
        where TState : class
        where TEvent : class =>
        new(form.Kind, form.Number, form.Options,
            typeof(TEvent) == typeof(object) ? [typeof(TState)] : [typeof(TState), typeof(TEvent)]);
}
