// Everything that Hubstream needs on Azure, in one resource group; docs/azure.md says how it is deployed and what it costs.
//
//   az deployment group create --resource-group GROUP --template-file compose/azure/main.bicep --parameters name=shop
//
// Names that must be unique in all of Azure begin with `name`. Nothing here holds a secret.

targetScope = 'resourceGroup'

@description('Begins the names; the storage account, the registry and the namespace must be unique in all of Azure.')
@minLength(3)
@maxLength(12)
param name string

param location string = resourceGroup().location

@description('Premium has transactions (a preview) and so exactly once; Standard is at least once.')
@allowed([ 'Standard', 'Premium' ])
param tier string = 'Premium'

@description('Throughput units (Standard, 1 to 40) or processing units (Premium: 1, 2, 4, 6, 8, 10, 12, 16).')
param capacity int = 1

@description('Of the content and of the results; Standard 32 at most. Standard cannot change it later.')
@minValue(1)
@maxValue(100)
param partitions int = 8

@description('How long content, results and dead letters are kept. Standard: 168 at most, Premium: 2160.')
@minValue(1)
@maxValue(2160)
param retentionHours int = 168

@description('Records keep the time that their producer gave them. False leaves the hubs at the time of arrival.')
param createTime bool = true

@description('Days that no file of the audit archive can be changed or deleted; 0 for no policy. It is made unlocked.')
@minValue(0)
@maxValue(146000)
param archiveDays int = 2555

@description('Who deploys and operates: object id of a user or group of Entra ID; empty for nobody.')
param operatorId string = ''

@allowed([ 'User', 'Group', 'ServicePrincipal' ])
param operatorType string = 'User'

@description('Azure ML workspace whose models are followed; empty for none.')
param workspaceName string = ''

param workspaceResourceGroup string = resourceGroup().name
param workspaceLocation string = location

@description('A cluster with workload identity; false for a cluster that is there already.')
param makeCluster bool = true

@description('Issuer of the tokens of a cluster that is there already: its oidcIssuerProfile.issuerUrl.')
param clusterIssuer string = ''

param systemVmSize string = 'Standard_D4s_v5'

@description('For the service without a GPU.')
param cpuVmSize string = 'Standard_D8s_v5'

@description('Of a size with an NVIDIA GPU; empty for no such pool. The subscription needs quota for its family.')
param gpuVmSize string = ''

@minValue(1)
param gpuMaxNodes int = 2

@description('Kubernetes namespace of the service accounts.')
param kubernetesNamespace string = 'hubstream'

// --- Event Hubs ----------------------------------------------------------------------------------------------------------

resource namespace 'Microsoft.EventHub/namespaces@2026-01-01' = {
  name: '${name}-hubstream'
  location: location
  sku: { name: tier, tier: tier, capacity: capacity }
  properties: {
    minimumTlsVersion: '1.2'
    // KEDA's scaler asks with a connection string that may only listen.
    disableLocalAuth: false
  }
}

var kept = { cleanupPolicy: 'Delete', retentionTimeInHours: retentionHours }
// Whoever reads the registry or the audit from the beginning must have seen a tombstone within this time.
var compacted = { cleanupPolicy: 'Compact', tombstoneRetentionTimeInHours: 24 }
var hubs = [
  { name: 'hubstream.content', partitions: partitions, retention: kept }
  // As many as the content: a result stands on the partition number of its record.
  { name: 'hubstream.enriched', partitions: partitions, retention: kept }
  { name: 'hubstream.dead-letters', partitions: partitions, retention: kept }
  { name: 'hubstream.model-audit', partitions: 1, retention: compacted }
  { name: 'hubstream.model-registry', partitions: 1, retention: compacted }
]

resource topics 'Microsoft.EventHub/namespaces/eventhubs@2026-01-01' = [
  for hub in hubs: {
    parent: namespace
    name: hub.name
    properties: union(
      {
        partitionCount: hub.partitions
        retentionDescription: hub.retention
      },
      createTime ? { messageTimestampDescription: { timestampType: 'Create' } } : {}
    )
  }
]

resource events 'Microsoft.EventHub/namespaces/eventhubs@2026-01-01' = {
  parent: namespace
  name: 'azureml-events'
  properties: {
    partitionCount: 2
    retentionDescription: kept
  }
}

resource bridgeGroup 'Microsoft.EventHub/namespaces/eventhubs/consumergroups@2026-01-01' = {
  parent: events
  name: 'hubstream-bridge'
  properties: {}
}

resource schemas 'Microsoft.EventHub/namespaces/schemagroups@2026-01-01' = {
  parent: namespace
  name: 'hubstream'
  properties: {
    schemaType: 'Avro'
    schemaCompatibility: 'Backward'
  }
}

resource kedaRule 'Microsoft.EventHub/namespaces/authorizationRules@2026-01-01' = {
  parent: namespace
  name: 'keda'
  properties: { rights: [ 'Listen' ] }
}

// --- Storage -------------------------------------------------------------------------------------------------------------

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' = {
  name: '${toLower(replace(name, '-', ''))}hubstream'
  location: location
  kind: 'StorageV2'
  sku: { name: 'Standard_ZRS' }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    // Everybody comes with an identity; there is no key to lose.
    allowSharedKeyAccess: false
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2025-06-01' = {
  parent: account
  name: 'default'
  properties: {
    deleteRetentionPolicy: { enabled: true, days: 14 }
    containerDeleteRetentionPolicy: { enabled: true, days: 14 }
  }
}

resource models 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-06-01' = {
  parent: blobs
  name: 'models'
  properties: { publicAccess: 'None' }
}

resource payloads 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-06-01' = {
  parent: blobs
  name: 'payloads'
  properties: { publicAccess: 'None' }
}

resource checkpoints 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-06-01' = {
  parent: blobs
  name: 'bridge-checkpoints'
  properties: { publicAccess: 'None' }
}

resource audit 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-06-01' = {
  parent: blobs
  name: 'audit'
  properties: { publicAccess: 'None' }
}

// Unlocked: it can still be shortened and removed. `az storage container immutability-policy lock` makes it final.
resource auditPolicy 'Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies@2025-06-01' = if (archiveDays > 0) {
  parent: audit
  name: 'default'
  properties: {
    immutabilityPeriodSinceCreationInDays: archiveDays
    allowProtectedAppendWrites: false
  }
}

// --- Cluster -------------------------------------------------------------------------------------------------------------

resource registry 'Microsoft.ContainerRegistry/registries@2025-11-01' = {
  name: '${toLower(replace(name, '-', ''))}hubstream'
  location: location
  sku: { name: 'Standard' }
  properties: { adminUserEnabled: false }
}

resource cluster 'Microsoft.ContainerService/managedClusters@2025-10-01' = if (makeCluster) {
  name: '${name}-hubstream'
  location: location
  sku: { name: 'Base', tier: 'Standard' }
  identity: { type: 'SystemAssigned' }
  properties: {
    dnsPrefix: '${name}-hubstream'
    oidcIssuerProfile: { enabled: true }
    securityProfile: { workloadIdentity: { enabled: true } }
    workloadAutoScalerProfile: { keda: { enabled: true } }
    // The network policy of the manifests needs somebody who holds it.
    networkProfile: {
      networkPlugin: 'azure'
      networkPluginMode: 'overlay'
      networkDataplane: 'cilium'
      networkPolicy: 'cilium'
    }
    agentPoolProfiles: [
      {
        name: 'system'
        mode: 'System'
        osType: 'Linux'
        vmSize: systemVmSize
        enableAutoScaling: true
        count: 1
        // A system pool cannot go to nothing.
        minCount: 1
        maxCount: 3
      }
    ]
  }
}

resource cpuPool 'Microsoft.ContainerService/managedClusters/agentPools@2025-10-01' = if (makeCluster) {
  parent: cluster
  name: 'cpu'
  properties: {
    mode: 'User'
    osType: 'Linux'
    vmSize: cpuVmSize
    enableAutoScaling: true
    count: 0
    minCount: 0
    maxCount: 4
  }
}

resource gpuPool 'Microsoft.ContainerService/managedClusters/agentPools@2025-10-01' = if (makeCluster && !empty(gpuVmSize)) {
  parent: cluster
  name: 'gpu'
  properties: {
    mode: 'User'
    osType: 'Linux'
    vmSize: gpuVmSize
    // The driver comes with the node; the device plugin is a DaemonSet of its own.
    gpuProfile: { driver: 'Install' }
    nodeTaints: [ 'sku=gpu:NoSchedule' ]
    enableAutoScaling: true
    count: 0
    minCount: 0
    maxCount: gpuMaxNodes
  }
  // A cluster takes one change at a time.
  dependsOn: [ cpuPool ]
}

// --- Identities ----------------------------------------------------------------------------------------------------------

resource service 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: '${name}-hubstream'
  location: location
}

resource bridge 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: '${name}-hubstream-bridge'
  location: location
}

resource archiver 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: '${name}-hubstream-archiver'
  location: location
}

// Event Grid delivers as this one.
resource courier 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: '${name}-hubstream-courier'
  location: location
}

var issuer = makeCluster ? cluster!.properties.oidcIssuerProfile.issuerURL : clusterIssuer
var audience = [ 'api://AzureADTokenExchange' ]

resource serviceTrust 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials@2024-11-30' = if (makeCluster || !empty(clusterIssuer)) {
  parent: service
  name: 'kubernetes'
  properties: {
    issuer: issuer
    subject: 'system:serviceaccount:${kubernetesNamespace}:hubstream'
    audiences: audience
  }
}

resource bridgeTrust 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials@2024-11-30' = if (makeCluster || !empty(clusterIssuer)) {
  parent: bridge
  name: 'kubernetes'
  properties: {
    issuer: issuer
    subject: 'system:serviceaccount:${kubernetesNamespace}:hubstream-bridge'
    audiences: audience
  }
}

resource archiverTrust 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials@2024-11-30' = if (makeCluster || !empty(clusterIssuer)) {
  parent: archiver
  name: 'kubernetes'
  properties: {
    issuer: issuer
    subject: 'system:serviceaccount:${kubernetesNamespace}:hubstream-archiver'
    audiences: audience
  }
}

// --- Roles ---------------------------------------------------------------------------------------------------------------

var roles = {
  eventHubsOwner: 'f526a384-b230-433a-b45c-95f59c4a2dec'
  eventHubsReceiver: 'a638d3c7-ab3a-418d-83e6-5f17a39d4fde'
  eventHubsSender: '2b629674-e913-4c01-ae53-ef4638d8f975'
  schemaRegistryContributor: '5dffeca3-4936-4216-b2bc-10343a5abb25'
  blobReader: '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1'
  blobContributor: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
  acrPull: '7f951dda-4ed3-4680-a7ca-43fe172d538d'
}

var principals = {
  service: service.properties.principalId
  bridge: bridge.properties.principalId
  archiver: archiver.properties.principalId
}

// Service and bridge read and write topics; the archiver reads the audit. Schemas count for wire.format = azure alone.
var onNamespace = [
  { who: 'service', role: roles.eventHubsReceiver }
  { who: 'service', role: roles.eventHubsSender }
  { who: 'service', role: roles.schemaRegistryContributor }
  { who: 'bridge', role: roles.eventHubsReceiver }
  { who: 'bridge', role: roles.eventHubsSender }
  { who: 'bridge', role: roles.schemaRegistryContributor }
  { who: 'archiver', role: roles.eventHubsReceiver }
  { who: 'archiver', role: roles.schemaRegistryContributor }
]

resource namespaceRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for grant in onNamespace: {
    scope: namespace
    name: guid(namespace.id, grant.who, grant.role)
    properties: {
      principalId: principals[grant.who]
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', grant.role)
    }
  }
]

resource courierRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: events
  name: guid(events.id, 'courier', roles.eventHubsSender)
  properties: {
    principalId: courier.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.eventHubsSender)
  }
}

resource modelsRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for who in [ 'service', 'bridge' ]: {
    scope: models
    name: guid(models.id, who, roles.blobReader)
    properties: {
      principalId: principals[who]
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.blobReader)
    }
  }
]

resource payloadsRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: payloads
  name: guid(payloads.id, 'service', roles.blobReader)
  properties: {
    principalId: principals.service
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.blobReader)
  }
}

resource checkpointsRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: checkpoints
  name: guid(checkpoints.id, 'bridge', roles.blobContributor)
  properties: {
    principalId: principals.bridge
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.blobContributor)
  }
}

resource auditRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: audit
  name: guid(audit.id, 'archiver', roles.blobContributor)
  properties: {
    principalId: principals.archiver
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.blobContributor)
  }
}

resource operatorOnNamespace 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in (empty(operatorId) ? [] : [ roles.eventHubsOwner, roles.schemaRegistryContributor ]): {
    scope: namespace
    name: guid(namespace.id, operatorId, role)
    properties: {
      principalId: operatorId
      principalType: operatorType
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
    }
  }
]

resource operatorOnAccount 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(operatorId)) {
  scope: account
  name: guid(account.id, operatorId, roles.blobContributor)
  properties: {
    principalId: operatorId
    principalType: operatorType
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.blobContributor)
  }
}

resource pullRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (makeCluster) {
  scope: registry
  name: guid(registry.id, 'kubelet', roles.acrPull)
  properties: {
    principalId: cluster!.properties.identityProfile.kubeletidentity.objectId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.acrPull)
  }
}

// --- Event Grid ----------------------------------------------------------------------------------------------------------

resource uploads 'Microsoft.EventGrid/systemTopics@2025-02-15' = {
  name: '${name}-hubstream-uploads'
  location: location
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${courier.id}': {} } }
  properties: {
    source: account.id
    topicType: 'Microsoft.Storage.StorageAccounts'
  }
}

// The manifest comes last of a version.
resource uploaded 'Microsoft.EventGrid/systemTopics/eventSubscriptions@2025-02-15' = {
  parent: uploads
  name: 'hubstream'
  properties: {
    eventDeliverySchema: 'CloudEventSchemaV1_0'
    deliveryWithResourceIdentity: {
      identity: { type: 'UserAssigned', userAssignedIdentity: courier.id }
      destination: { endpointType: 'EventHub', properties: { resourceId: events.id } }
    }
    filter: {
      includedEventTypes: [ 'Microsoft.Storage.BlobCreated' ]
      subjectBeginsWith: '/blobServices/default/containers/models/'
      subjectEndsWith: '/hubstream-model.json'
    }
  }
  dependsOn: [ courierRole ]
}

module workspace 'workspace.bicep' = if (!empty(workspaceName)) {
  name: 'hubstream-workspace'
  scope: resourceGroup(workspaceResourceGroup)
  params: {
    workspaceName: workspaceName
    location: workspaceLocation
    topicName: '${name}-hubstream-registrations'
    bridgePrincipalId: principals.bridge
    courierId: courier.id
    hubId: events.id
  }
  dependsOn: [ courierRole ]
}

output bootstrapServers string = '${namespace.name}.servicebus.windows.net:9093'
output namespaceName string = namespace.name
output storageAccount string = account.name
output registryServer string = registry.properties.loginServer
output clusterName string = makeCluster ? '${name}-hubstream' : ''
output tenantId string = tenant().tenantId
output serviceClientId string = service.properties.clientId
output bridgeClientId string = bridge.properties.clientId
output archiverClientId string = archiver.properties.clientId
