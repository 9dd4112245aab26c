// What main.bicep makes beside an Azure ML workspace, in the workspace's resource group.

param workspaceName string

@description('Of the workspace: a system topic is where its source is.')
param location string
param topicName string

@description('Principal of the bridge: it may ask where the files of a model lie.')
param bridgePrincipalId string

@description('Resource id of the identity that Event Grid delivers as.')
param courierId string

@description('Resource id of the event hub.')
param hubId string

resource workspace 'Microsoft.MachineLearningServices/workspaces@2025-09-01' existing = {
  name: workspaceName
}

// "Reader": for `bridge.arm.endpoint`, which reads model versions and datastores. It reads no data.
var reader = 'acdd72a7-3385-48ef-bd42-f606fba81ae7'

resource bridgeRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: workspace
  name: guid(workspace.id, bridgePrincipalId, reader)
  properties: {
    principalId: bridgePrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', reader)
  }
}

// A workspace has one system topic. Where it has one already, add the subscription to that one instead.
resource registrations 'Microsoft.EventGrid/systemTopics@2025-02-15' = {
  name: topicName
  location: location
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${courierId}': {} } }
  properties: {
    source: workspace.id
    topicType: 'Microsoft.MachineLearningServices.Workspaces'
  }
}

resource registered 'Microsoft.EventGrid/systemTopics/eventSubscriptions@2025-02-15' = {
  parent: registrations
  name: 'hubstream'
  properties: {
    eventDeliverySchema: 'CloudEventSchemaV1_0'
    deliveryWithResourceIdentity: {
      identity: { type: 'UserAssigned', userAssignedIdentity: courierId }
      destination: { endpointType: 'EventHub', properties: { resourceId: hubId } }
    }
    filter: {
      includedEventTypes: [ 'Microsoft.MachineLearningServices.ModelRegistered' ]
    }
  }
}
